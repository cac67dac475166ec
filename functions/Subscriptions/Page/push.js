// The service worker: shows what a push says, and opens what it leads to. Keeps nothing, fetches nothing, and works in every language that a push is in.

const actions = {
  en: { read: "Read more", seen: "I have seen it", manage: "Change or stop" },
  fr: { read: "En savoir plus", seen: "Je l'ai vu", manage: "Modifier ou arrêter" },
};

// What cannot be read is shown too: a browser takes the permission away from a page whose pushes show nothing.
function read(data) {
  try {
    const said = data.json();
    if (typeof said.title === "string") return said;
  } catch {
    // Not ours, or of a version that this worker does not know.
  }
  return { title: self.location.hostname, body: "", when: "", tag: "unreadable" };
}

// An address from a push is opened only where it is one: never a script.
function address(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.protocol === "http:" ? url.href : null;
  } catch {
    return null;
  }
}

// Ours leads to a button by which somebody says that they have seen it; it is named like it, and only that button says so.
const isSeen = url => url.startsWith(`${self.location.origin}/seen/`);

self.addEventListener("push", event => {
  const said = read(event.data);
  const [url, manage] = [address(said.url), address(said.manage)];
  const words = actions[said.lang] ?? actions.en;
  event.waitUntil(self.registration.showNotification(said.title, {
    body: [said.body, said.when].filter(Boolean).join("\n"),
    lang: said.lang,
    dir: "auto",
    tag: said.tag,
    // A newer version of what is on the screen already is told again.
    renotify: Boolean(said.tag),
    data: { url, manage },
    actions: [
      ...url ? [{ action: "read", title: isSeen(url) ? words.seen : words.read }] : [],
      ...manage ? [{ action: "manage", title: words.manage }] : [],
    ],
  }));
});

self.addEventListener("notificationclick", event => {
  event.notification.close();
  const { url, manage } = event.notification.data ?? {};
  const target = event.action === "manage" ? manage : url ?? manage;
  if (target) event.waitUntil(self.clients.openWindow(target));
});

// A new version takes over at once: there is nothing under way that an old one would have to finish.
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", event => event.waitUntil(self.clients.claim()));
