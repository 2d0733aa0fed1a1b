// Tabs of one browser hear of one another: who has which form open, and who has saved it.
const NAME = "withi.drafts";
const WAIT = 80;

export function tell(message) {
  const channel = new BroadcastChannel(NAME);
  channel.postMessage(message);
  channel.close();
}

const formOf = (key) => key.split(":").filter((_, place) => place !== 2).join(":");

// Asks who else is here; answers after a moment with whether another tab bears this tab's own name.
export function meet(key, say) {
  let channel;
  let isTwin = false;
  const open = () => {
    channel = new BroadcastChannel(NAME);
    channel.onmessage = ({ data }) => {
      if (!data.key || formOf(data.key) !== formOf(key())) return;
      if (data.kind === "open") channel.postMessage({ kind: "here", key: key(), is: data.key === key() ? data.asks : "" });
      else if (data.kind === "here" && data.is === me) isTwin = true;
      if (data.kind === "here") say("other");
      if (data.kind === "saved" && data.key !== key()) say("saved");
    };
  };
  const me = `${Math.random()}`;
  open();
  // An open channel keeps a page out of the browser's memory of pages gone by.
  addEventListener("pagehide", () => channel.close());
  addEventListener("pageshow", (event) => event.persisted && open());
  channel.postMessage({ kind: "open", key: key(), asks: me });
  return new Promise((done) => setTimeout(() => done(isTwin), WAIT));
}
