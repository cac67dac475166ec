// What the server says about the campaigns, or why it could not be read.
const api = new URL("../../api/dashboard", import.meta.url);
const patienceMilliseconds = 15_000;

export const readCampaigns = key => read(api, key);

export function readCampaign(key, campaign, hours) {
  const address = new URL(`${api.pathname}/${encodeURIComponent(campaign)}`, api);
  address.searchParams.set("hours", hours);
  return read(address, key);
}

/** `{ data }`, or `{ refused }` (the key), `{ missing }` (the campaign), or `{ why, status }` (a text's name). */
async function read(address, key) {
  let answer;
  try {
    answer = await fetch(address, {
      headers: { Authorization: `Bearer ${key}`, Accept: "application/json" },
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      signal: AbortSignal.timeout(patienceMilliseconds),
    });
  } catch (failure) {
    return { why: failure.name === "TimeoutError" ? "why.slow" : "why.unreachable" };
  }
  if (answer.status === 401) return { refused: "key.refused" };
  if (answer.status === 403) return { refused: "key.narrow" };
  if (answer.status === 404) return { missing: true };
  if (answer.status === 429) return { why: "why.busy", status: String(answer.status) };
  if (!answer.ok) return { why: "why.status", status: String(answer.status) };
  try {
    return { data: await answer.json() };
  } catch (failure) {
    return { why: failure.name === "TimeoutError" ? "why.slow" : "why.unreadable" };
  }
}
