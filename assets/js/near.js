// "Near me": asked of the phone by a press only, and rounded to about a kilometre before it is written into the form.
const line = document.querySelector("[data-near]");
const said = line?.querySelector("[role=status]");

function found({ coords }) {
  document.getElementById("id_position").value = `${coords.latitude.toFixed(2)}, ${coords.longitude.toFixed(2)}`;
  document.getElementById("id_area").value = "";
  said.textContent = line.dataset.found;
}

if (line && navigator.geolocation) {
  line.hidden = false;
  line.querySelector("button").addEventListener("click", () => {
    said.textContent = line.dataset.wait;
    const lost = () => (said.textContent = line.dataset.lost);
    navigator.geolocation.getCurrentPosition(found, lost, { timeout: 15000, maximumAge: 600000 });
  });
}
