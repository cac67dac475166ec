// What a browser can do better than a form alone; every page works without it, but for joining the browser itself.
import { joinPush } from "./join-push.js";

const zone = document.querySelector('#join input[name="zone"]');
const known = Intl.DateTimeFormat().resolvedOptions().timeZone;
if (zone && known) zone.value = known;

const form = document.querySelector('#join form[data-channel="webpush"]');
form?.addEventListener("submit", async event => {
  event.preventDefault();
  for (const problem of form.querySelectorAll("[data-why]")) problem.hidden = true;
  const { address, secret } = form.elements;
  const joined = await joinPush(secret.dataset.key, "/p/push.js");
  if (joined.why) {
    form.querySelector(`[data-why="${joined.why}"]`).hidden = false;
    return;
  }
  address.value = joined.endpoint;
  secret.value = `${joined.p256dh}.${joined.auth}`;
  form.submit();
});
