// The steps of the curve: how many posts each counted, and whether that number is whole, a minimum, or not known at all.

/** One entry per step: `value` is null where nothing can be said, `least` where the count is a minimum. */
export function stepsOf(answer) {
  const length = answer.stepMinutes * 60;
  const end = seconds(answer.until);
  const gaps = answer.gaps.map(gap => ({ from: seconds(gap.from), until: gap.until === null ? end : seconds(gap.until), recovered: gap.recovered }));
  const alerts = answer.alerts.map(alert => ({ from: seconds(alert.startsAt), until: alert.endsAt === null ? end : seconds(alert.endsAt), number: alert.number }));
  return answer.curve.at.map((from, place) => {
    const until = Math.min(from + length, Math.max(end, from + 1));
    const touching = gaps.filter(gap => gap.from < until && gap.until > from);
    const lost = touching.filter(gap => !gap.recovered);
    const posts = answer.curve.posts[place];
    // A zero before any counting, or while blind from one end of the step to the other, is not a zero: nobody looked.
    const blind = posts === 0 && (answer.campaign.snapshotAt === null || lost.some(gap => gap.from <= from && gap.until >= until));
    return {
      from, until, posts,
      value: blind ? null : posts,
      least: lost.length > 0,
      recovered: lost.length === 0 && touching.length > 0,
      unfinished: from + length > end,
      alerts: alerts.filter(alert => alert.from < until && alert.until >= from).map(alert => alert.number),
    };
  });
}

export const seconds = instant => new Date(instant).getTime() / 1000;
