// The hashtags that stand beside the campaign's own, those that rise first; no person is named here.
import { el, fill, keep, say } from "./elements.js";
import { spoken, t, word } from "./texts.js";

// Twice as many a day as on the days before; less is what any week brings.
const risingFrom = 2;

export function topicList() {
  const list = el("ol", { class: "topics" });
  const none = el("p", { class: "quiet" }, t("topics.none"));
  const note = el("p", { class: "quiet" });
  const unknown = el("ul", { class: "unknown" });

  return {
    node: el("div", null, el("p", { class: "quiet" }, t("topics.week")), none, list, note, unknown),
    update({ hashtags, sources }) {
      // Where nothing is known, that none is there would be invented.
      none.hidden = hashtags.length > 0 || (sources.length > 0 && sources.every(source => !source.known));
      list.hidden = hashtags.length === 0;
      keep(list, hashtags, topic => topic.hashtag, topicItem);
      const told = hashtags.some(isRising) ? "topics.rising.means" : hashtags.length > 0 && hashtags.every(topic => topic.rising === null) ? "topics.rising.unknown" : null;
      note.hidden = told === null;
      say(note, told === null ? "" : t(told));
      fill(unknown, sources.filter(source => !source.known).map(source => el("li", { class: "quiet" },
        t("topics.unknown", { where: `${word("network", source.kind)} (${source.host})`, why: spoken(source.why) }))));
    },
  };
}

const isRising = topic => topic.rising !== null && topic.rising >= risingFrom;

function topicItem() {
  const name = el("bdi", { class: "hashtags" });
  const rising = el("span", { class: "chip surge" }, t("topics.rising"));
  const posts = el("span", { class: "quiet" });
  return {
    node: el("li", { class: "heading" }, name, rising, posts),
    update(topic) {
      say(name, `#${topic.hashtag}`);
      rising.hidden = !isRising(topic);
      const counted = topic.atLeast === topic.posts ? t("posts", { n: topic.posts }) : t("topics.between", { least: topic.atLeast, n: topic.posts });
      say(posts, topic.followed ? `${counted} · ${t("topics.followed")}` : counted);
    },
  };
}
