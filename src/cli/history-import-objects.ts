import { dateOf } from '../base/paris-time.ts';
import type { Examination } from '../history-import/examine.ts';
import { shownPrm } from '../history-import/words.ts';
import type { ImportRecord } from '../journal/imports.ts';

/** What was found in a file, as an object for programs: times in milliseconds since 1970, energy in whole Wh. */
export function foundObject({ facts, prm, energyWh, givenWh, ...found }: Examination): object {
  const { fromMs, toMs, gaps, ...counts } = facts;
  const { kind, otherPrm: _otherPrm, ...days } = found;
  return {
    kind,
    prmEnd: prm && shownPrm(prm),
    from: fromMs,
    to: toMs,
    ...counts,
    gaps: gaps.map((gap) => ({ from: gap.fromMs, to: gap.toMs })),
    energyWh: energyWh && Math.round(energyWh),
    givenWh: givenWh && Math.round(givenWh),
    ...days,
  };
}

/** An import, as an object for programs. */
export function importObject({ id, meter, kind, prm, atMs, firstDay, lastDay, days }: ImportRecord): object {
  return {
    id,
    meter,
    kind,
    prmEnd: prm && shownPrm(prm),
    at: atMs,
    firstDate: dateOf(firstDay),
    lastDate: dateOf(lastDay),
    days,
  };
}
