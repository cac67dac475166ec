// What the server says about the campaigns, or why it could not be read.
const api = new URL("../../api/dashboard", import.meta.url);
const topicsShown = 10;
const patienceMilliseconds = 15_000;

export const readCampaigns = key => read(api, key);

export function readCampaign(key, campaign, hours) {
  const address = new URL(`${api.pathname}/${encodeURIComponent(campaign)}`, api);
  address.searchParams.set("hours", hours);
  return read(address, key);
}

/** How the sources fare, and what those that cost have cost this month; `budgets` is null where that could not be read. */
export async function readSources(key, campaign) {
  const [answer, paid] = await Promise.all([read(ofCampaign(campaign, "sources"), key), read(new URL("budgets", api), key)]);
  return answer.data ? { data: { ...answer.data, budgets: paid.data?.budgets ?? null } } : answer;
}

export function readTopics(key, campaign) {
  const address = ofCampaign(campaign, "topics");
  address.search = new URLSearchParams({ sort: "rising", limit: topicsShown });
  return read(address, key);
}

const ofCampaign = (campaign, what) => new URL(`campaigns/${encodeURIComponent(campaign)}/${what}`, api);

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
  const status = String(answer.status);
  if (answer.status === 401) return { refused: "key.refused", status };
  if (answer.status === 403) return { refused: "key.narrow", status };
  if (answer.status === 404) return { missing: true, status };
  if (answer.status === 429) return { why: "why.busy", status };
  if (!answer.ok) return { why: "why.status", status };
  try {
    return { data: await answer.json() };
  } catch (failure) {
    return { why: failure.name === "TimeoutError" ? "why.slow" : "why.unreadable" };
  }
}
