// A map is loaded where somebody asks for it, never before: the link says where its places, its land and its library lie.
// Without this script, or where no map can be drawn, the same link leads to the places on a page of their own.
function room(link, words) {
  const box = document.createElement("div");
  box.className = "live-map";
  box.tabIndex = -1;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", link.textContent.trim());
  const told = document.createElement("p");
  told.className = "soft";
  told.setAttribute("role", "status");
  (link.closest("p") ?? link).after(box, told);
  told.textContent = words.loading;
  return { box, told };
}

function styles(links) {
  return Promise.all(
    links.split(" ").map((href) => new Promise((resolve, reject) => {
      if (document.querySelector(`link[href="${href}"]`)) return resolve();
      const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href, onload: resolve, onerror: reject });
      document.head.append(link);
    })),
  );
}

function failed(link, { box, told }, words) {
  box.remove();
  told.textContent = `${words.failed} `;
  const way = Object.assign(document.createElement("a"), { href: link.href, textContent: words.places });
  told.append(way);
}

async function open(link) {
  const words = JSON.parse(link.dataset.words);
  const made = room(link, words);
  link.hidden = true;
  made.box.scrollIntoView({ block: "nearest" });
  try {
    await styles(link.dataset.styles);
    const { show } = await import("./map/show.js");
    made.told.textContent = await show(made.box, { ...link.dataset }, words);
    made.box.focus({ preventScroll: true });
  } catch (trouble) {
    console.warn(trouble);
    failed(link, made, words);
  }
}

document.addEventListener("click", (event) => {
  const link = event.target.closest("a[data-map]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  open(link);
});
