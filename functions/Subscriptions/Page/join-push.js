// Joins this browser: asks whoever sits in front of it, and brings back what the server needs to write to it.

/** Whether this browser can be written to at all. On iPhones only a page that was put on the home screen can. */
export const canPush = () => "serviceWorker" in navigator && "PushManager" in globalThis && "Notification" in globalThis;

/**
 * Subscribes this browser; call it from a click, because browsers ignore the question otherwise.
 * @param publicKey The server's key, 65 bytes in base64url.
 * @param worker Where push.js is served.
 * @returns {Promise<{endpoint: string, p256dh: string, auth: string} | {why: "unsupported" | "denied" | "dismissed" | "failed"}>}
 */
export async function joinPush(publicKey, worker) {
  if (!canPush()) return { why: "unsupported" };
  try {
    const permission = await Notification.requestPermission();
    if (permission !== "granted") return { why: permission === "denied" ? "denied" : "dismissed" };
    await navigator.serviceWorker.register(worker, { scope: "/" });
    const registration = await navigator.serviceWorker.ready;
    return keysOf(await subscribe(registration.pushManager, bytesOf(publicKey)));
  } catch (failure) {
    console.error(failure);
    return { why: "failed" };
  }
}

// One that was made for another key is of no use: services refuse what is not signed by the key that it names.
async function subscribe(manager, key) {
  const known = await manager.getSubscription();
  if (known && same(new Uint8Array(known.options.applicationServerKey ?? []), key)) return known;
  await known?.unsubscribe();
  return manager.subscribe({ userVisibleOnly: true, applicationServerKey: key });
}

function keysOf(subscription) {
  const { endpoint, keys } = subscription.toJSON();
  return { endpoint, p256dh: keys.p256dh, auth: keys.auth };
}

function bytesOf(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, letter => letter.charCodeAt(0));
}

const same = (left, right) => left.length === right.length && left.every((byte, i) => byte === right[i]);
