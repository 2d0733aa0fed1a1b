// Passkeys: a form with data-passkey asks the device, puts its answer into the hidden credential and goes on.
const toBytes = (text) =>
  Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (sign) => sign.charCodeAt(0));

function toText(buffer) {
  const signs = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(signs).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

// The options as the browser wants them: what is text on the way are bytes here.
function prepared(options) {
  const given = structuredClone(options.publicKey);
  given.challenge = toBytes(given.challenge);
  if (given.user) given.user.id = toBytes(given.user.id);
  for (const list of ["allowCredentials", "excludeCredentials"]) {
    for (const known of given[list] ?? []) known.id = toBytes(known.id);
  }
  return given;
}

function answered(credential) {
  const { id, type, rawId, response } = credential;
  const parts = ["clientDataJSON", "attestationObject", "authenticatorData", "signature", "userHandle"];
  const told = Object.fromEntries(
    parts.filter((name) => response[name]).map((name) => [name, toText(response[name])]),
  );
  if (response.getTransports) told.transports = response.getTransports();
  return { id, type, rawId: toText(rawId), response: told, clientExtensionResults: credential.getClientExtensionResults() };
}

async function made(form) {
  const given = prepared(JSON.parse(form.dataset.options));
  given.authenticatorSelection = {
    ...given.authenticatorSelection, residentKey: "required", requireResidentKey: true, userVerification: "required",
  };
  return navigator.credentials.create({ publicKey: given });
}

async function shown(form) {
  let options = form.dataset.options && JSON.parse(form.dataset.options);
  if (!options) {
    const answer = await fetch(form.dataset.ask, { headers: { Accept: "application/json" } });
    if (!answer.ok) throw new Error(String(answer.status));
    options = (await answer.json()).request_options;
  }
  return navigator.credentials.get({ publicKey: prepared(options) });
}

async function go(form) {
  const told = form.querySelector("[data-told]");
  told.hidden = true;
  try {
    const credential = await (form.dataset.passkey === "add" ? made(form) : shown(form));
    form.elements.credential.value = JSON.stringify(answered(credential));
    form.submit();
  } catch {
    told.hidden = false;
  }
}

if (window.PublicKeyCredential) {
  for (const form of document.querySelectorAll("form[data-passkey]")) {
    form.hidden = false;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      go(form);
    });
  }
}
