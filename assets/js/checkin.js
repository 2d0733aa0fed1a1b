// A paper poster: the tap asks the phone where it is, then sends the form; refused or silent, it is sent without.
const form = document.querySelector("form[data-checkin]");
const PATIENCE = 8000;

function send(position) {
  if (position) {
    form.elements.lat.value = position.coords.latitude.toFixed(5);
    form.elements.lon.value = position.coords.longitude.toFixed(5);
    form.elements.vague.value = Math.round(position.coords.accuracy);
  }
  form.submit();
}

if (form && navigator.geolocation) {
  form.querySelector("[data-asks]").hidden = false;
  form.addEventListener("submit", (event) => {
    if (form.elements.word.value.trim() || form.dataset.asked) return;
    event.preventDefault();
    form.dataset.asked = "yes";
    form.querySelector("button").disabled = true;
    navigator.geolocation.getCurrentPosition(send, () => send(null), { timeout: PATIENCE, maximumAge: 60000 });
  });
}
