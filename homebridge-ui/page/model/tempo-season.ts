import type { TempoSeason } from '../../../src/energy/tempo-season.ts';
import type { TempoColour } from '../../../src/reading/reading.ts';
import type { PageWords } from './page-words.ts';

/** The days of one colour in a Tempo season. */
export interface SeasonRow {
  readonly colour: TempoColour;
  readonly name: string;
  readonly says: string;
  /** Numbers of days, for the bar. They add up to the season's days of this colour. */
  readonly gone: number;
  readonly planned: number;
  readonly left: number;
}

export interface SeasonDisplay {
  readonly title: string;
  readonly rows: readonly SeasonRow[];
  /** A remark if the colours of some days are unknown. */
  readonly note?: string;
}

const COLOURS = ['blue', 'white', 'red'] as const;

/** What the page shows about a Tempo season: days gone, days left, and tomorrow, which counts as neither. */
export function seasonDisplay(season: TempoSeason, words: PageWords): SeasonDisplay {
  const { tempo: texts } = words.texts.contract;
  return {
    title: texts.title(season.name.replace('-', '–')),
    rows: COLOURS.map((colour) => seasonRow(colour, season, words)),
    ...(season.unknown > 0 && { note: texts.unknown(season.unknown) }),
  };
}

function seasonRow(colour: TempoColour, season: TempoSeason, { texts }: PageWords): SeasonRow {
  const { tempo } = texts.contract;
  const [gone, left, isTomorrow] = [season.gone[colour], season.left[colour], season.planned === colour];
  const isSure = season.unknown === 0;
  const says = [
    (isSure ? tempo.gone : tempo.goneAtLeast)(gone),
    ...(isTomorrow ? [tempo.planned] : []),
    (isSure ? tempo.left : tempo.leftAtMost)(left),
  ];
  return { colour, name: texts.live.tempo[colour], says: says.join(', '), gone, planned: isTomorrow ? 1 : 0, left };
}
