"""Paper: Thai words that no line cuts, the faces they are set in, and Typst, which makes the page. No Django."""
