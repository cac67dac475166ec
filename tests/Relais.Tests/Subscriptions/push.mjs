// Runs push.js as a browser would and join-push.js as a page would, and says what each did.
import { readFile } from "node:fs/promises";
import { runInNewContext } from "node:vm";

const page = new URL("../../../functions/Subscriptions/Page/", import.meta.url);

const worker = await readFile(new URL("push.js", page), "utf8");

function startWorker() {
  const did = { shown: [], opened: [] };
  const listeners = {};
  const self = {
    location: { hostname: "relais.example.org", origin: "https://relais.example.org" },
    addEventListener: (name, listener) => { listeners[name] = listener; },
    registration: { showNotification: async (title, options) => { did.shown.push({ title, ...options }); } },
    clients: { openWindow: async url => { did.opened.push(url); }, claim: async () => { did.claimed = true; } },
    skipWaiting: () => { did.skipped = true; },
  };
  runInNewContext(worker, { self, URL });
  const fire = async (name, event) => {
    const waits = [];
    listeners[name]({ ...event, waitUntil: wait => waits.push(wait) });
    await Promise.all(waits);
  };
  return { did, fire };
}

async function shown(text) {
  const { did, fire } = startWorker();
  await fire("push", { data: text === null ? null : { json: () => JSON.parse(text) } });
  return did.shown;
}

async function clicked(action, data) {
  const { did, fire } = startWorker();
  let closed = false;
  await fire("notificationclick", { action, notification: { data, close: () => { closed = true; } } });
  return { opened: did.opened, closed };
}

async function joined({ permission = "granted", known = null, supported = true } = {}) {
  const did = [];
  const subscription = key => ({
    options: { applicationServerKey: key.buffer },
    toJSON: () => ({ endpoint: "https://push.example.net/1", keys: { p256dh: "P", auth: "A" } }),
    unsubscribe: async () => { did.push("unsubscribe"); },
  });
  const pushManager = {
    getSubscription: async () => known && subscription(known),
    subscribe: async options => {
      did.push(`subscribe ${options.userVisibleOnly} ${Buffer.from(options.applicationServerKey).toString("base64url")}`);
      return subscription(options.applicationServerKey);
    },
  };
  const serviceWorker = { register: async url => { did.push(`register ${url}`); }, ready: Promise.resolve({ pushManager }) };
  Object.defineProperty(globalThis, "navigator", { value: supported ? { serviceWorker } : {}, configurable: true });
  globalThis.PushManager = class {};
  globalThis.Notification = { requestPermission: async () => permission };
  const source = await readFile(new URL("join-push.js", page));
  const { joinPush } = await import(`data:text/javascript;base64,${source.toString("base64")}`);
  return { answer: await joinPush("BAEC-_8", "/push.js"), did };
}

const whole = { title: "Marche", body: "99 posts.", when: "2 March 2026, 12:00 (UTC)", url: "https://a.example.org/", manage: "https://r.example.org/me/1", stop: "https://r.example.org/stop/1", tag: "T", lang: "fr" };
const links = { url: whole.url, manage: whole.manage };
console.log(JSON.stringify({
  whole: await shown(JSON.stringify(whole)),
  bare: await shown(JSON.stringify({ ...whole, url: "javascript:alert(1)", lang: "en" })),
  urgent: (await shown(JSON.stringify({ ...whole, url: "https://relais.example.org/seen/1" })))[0].actions[0],
  unreadable: await shown("<html>"),
  empty: await shown(null),
  onText: await clicked("", links),
  onRead: await clicked("read", links),
  onManage: await clicked("manage", links),
  withoutUrl: await clicked("", { url: null, manage: whole.manage }),
  withoutAny: await clicked("", null),
  joined: await joined(),
  joinedAgain: await joined({ known: new Uint8Array([4, 1, 2, 251, 255]) }),
  joinedWithOther: await joined({ known: new Uint8Array([4, 1, 2, 251, 254]) }),
  denied: await joined({ permission: "denied" }),
  dismissed: await joined({ permission: "default" }),
  unsupported: await joined({ supported: false }),
}));
