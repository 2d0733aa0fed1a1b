// What the server asks of a month (kit/money.py and work/income/rules.py), for a phone without network. Amounts in
// satang; the tests hold both sides together.
const SMALL = 100 * 100;
const LARGEST = 1e15;
const SLIPS = [
  ["income.hundredfold", 800, 1250, true],
  ["income.tenfold", 80, 125, true],
  ["income.hundredth", 800, 1250, false],
  ["income.tenth", 80, 125, false],
];

const plain = (text) =>
  text
    .normalize("NFC")
    .replace(/[๐-๙]/g, (sign) => String(sign.charCodeAt(0) - 0x0e50))
    .replace(/[０-９]/g, (sign) => String(sign.charCodeAt(0) - 0xff10))
    .replace(/[\u200b-\u200d\ufeff]/g, "")
    .replace(/\s+/g, " ")
    .trim();

// { satang } or { code }; an empty text says nothing.
export function parse(text) {
  let body = plain(text);
  if (!body) return { satang: null };
  if (!body.replace(/[-–—]/g, "")) return { code: "money.empty" };
  if (/^\(.*\)$/.test(body)) return { code: "money.negative" };
  body = body.replace(/^(?:฿|thb|บาท)\s*/i, "");
  if (/^[-−–]/.test(body)) return { code: "money.negative" };
  const spelled = body.match(/^([0-9,]+)\s*บาท\s*([0-9]{1,2})\s*(?:สตางค์|ส\.?ต\.?)$/);
  if (spelled) body = `${spelled[1]}.${spelled[2].padStart(2, "0")}`;
  else body = body.replace(/\s*(?:บาท(?:\s*ถ้วน)?|บ\.|฿|thb|baht)\.?$/i, "").replace(/\.?\s*[-–—]+$/, "").trim();
  const found = body.match(/^([0-9][0-9,]*)?(?:\.([0-9]*))?$/);
  if (!found || body === "" || body === ".") return { code: "money.unreadable" };
  const whole = found[1] ?? "0";
  const part = (found[2] ?? "").replace(/0+$/, "");
  if (whole.includes(",") && !/^[0-9]{1,3}(?:,[0-9]{3})+$/.test(whole)) return { code: "money.grouping" };
  if (part.length > 2) return { code: "money.too_precise" };
  const satang = Number(whole.replaceAll(",", "")) * 100 + Number(part.padEnd(2, "0"));
  return satang > LARGEST ? { code: "money.too_large" } : { satang };
}

export function slip(now, before) {
  if (!now || !before || Math.max(now, before) < SMALL) return "";
  for (const [code, low, high, up] of SLIPS) {
    const [large, small] = up ? [now, before] : [before, now];
    if (low * small <= 10 * large && 10 * large <= high * small) return code;
  }
  return "";
}

export function jump(total, year) {
  if (year === null || Math.max(total, year) < SMALL) return false;
  return total * 10 < year * 3 || total > year * 3;
}

export const baht = (satang) => {
  const part = satang % 100;
  const whole = Math.floor(satang / 100).toLocaleString("en-US");
  return part ? `${whole}.${String(part).padStart(2, "0")}` : whole;
};

export const filled = (text, values) => text.replace(/\{(\w+)\}/g, (_all, name) => values[name] ?? "…");
