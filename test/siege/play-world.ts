import { isPowerFrom, numberedFrame, type Values } from '../../testbed/meter/numbered-frames.ts';
import type { Home } from '../../testbed/siege/home.ts';
import { FORGED } from '../../testbed/siege/hostile-answers.ts';
import { type DueFrames, type HomeDatabase, missingCount, timesOf } from '../../testbed/siege/stored-frames.ts';
import type { TileReader } from '../../testbed/siege/tile.ts';
import { unless, type World } from '../../testbed/siege/world.ts';
import { withoutMachineTroubles } from '../../testbed/support/machine-troubles.ts';
import { forgedLines, linesWithControls, pluginLines, saysHowManyMissing } from './log-lines.ts';

/** What was observed in one world. */
export interface WorldOutcome {
  readonly world: string;
  readonly seconds: number;
  /** How often its tile was read. */
  readonly reads: number;
  /** How many frames were due, and how many of them are missing. */
  readonly due: number;
  readonly missing: number;
  /** What the plugin has logged. */
  readonly lines: readonly string[];
  /** What was wrong, each in a sentence. */
  readonly problems: readonly string[];
}

/** A kind of line that is said more often in one world floods the log. */
const MOST_OF_A_KIND = 10;
/** How many examples a sentence has. */
const MOST_SHOWN = 3;

/** Puts a home into a world, and finds what is wrong there. @throws when something that must happen does not */
export async function playWorld(home: Home, world: World, tile: TileReader): Promise<WorldOutcome> {
  const { homebridge, meter, database } = home;
  const [beganMs, firstLine, firstRead] = [performance.now(), homebridge.log.length, tile.reads.length];
  const [first, lost] = [meter.sent + 1, lostReaders(home)];
  const said = () => pluginLines(homebridge.log.slice(firstLine));

  const ofWorld = await world.play(home);
  const due = { meter: meter.name, first, last: meter.sent };
  let missing = 0;
  await home.until('the database has what is due, and the log says what is missing', async () => {
    missing = await missingCount(database, due);
    return missing <= (world.mayLack?.most ?? 0) && isSaid(world, said(), missing, meter.sent - due.last);
  });
  await home.until('the tile shows the newest frame', () =>
    isPowerFrom(tile.reads.at(-1)?.value ?? Number.NaN, due.last),
  );

  const reads = tile.reads.slice(firstRead);
  const failed = reads.flatMap(({ failure }) => failure ?? []);
  return {
    ...{ world: world.name, seconds: (performance.now() - beganMs) / 1_000, missing, lines: said() },
    ...{ reads: reads.length, due: due.last - due.first + 1 },
    problems: [
      ...ofWorld,
      ...unless(failed.length === 0, `${failed.length} reads had no answer: ${failed.slice(0, MOST_SHOWN)}`),
      ...unless(lostReaders(home) === lost, 'the plugin has disconnected from a meter that was sending'),
      ...problemsOfLog(world, said(), homebridge.raw.slice(firstLine)),
      ...(await problemsOfPoints(database, due)),
    ],
  };
}

function lostReaders({ meter, others }: Home): number {
  return [meter, ...others].reduce((sum, { lost }) => sum + lost, 0);
}

/**
 * Whether the log says that so many frames are missing: their number, or their time.
 * @param later how many more were sent since, which may be missing, too
 */
function isSaid({ mayLack }: World, lines: readonly string[], missing: number, later: number): boolean {
  if (missing === 0) return true;
  if (mayLack?.logged === 'by time') return lines.some((line) => /lost|deleted before/i.test(line));
  return Array.from({ length: later + 1 }, (_, more) => missing + more).some((count) =>
    saysHowManyMissing(lines, count),
  );
}

/** The log has each kind of line that the world wants, no other one, and none that would deceive who reads it. */
function problemsOfLog({ says = [], maySay = [] }: World, lines: readonly string[], raw: readonly string[]) {
  const kinds = [...says, ...maySay];
  const unsaid = says.filter((kind) => !lines.some((line) => kind.test(line)));
  const others = withoutMachineTroubles(lines).filter((line) => !kinds.some((kind) => kind.test(line)));
  const floods = kinds.filter((kind) => lines.filter((line) => kind.test(line)).length > MOST_OF_A_KIND);
  const deceiving = [...linesWithControls(raw), ...forgedLines(raw, FORGED)];
  return [
    ...unless(unsaid.length === 0, `the log lacks ${unsaid}`),
    ...unless(others.length === 0, `the log has other lines, too: ${others.slice(0, MOST_SHOWN).join('\n')}`),
    ...unless(floods.length === 0, `the log is flooded with ${floods}`),
    ...unless(deceiving.length === 0, `the log has lines with control characters, or forged ones: ${deceiving}`),
  ];
}

/** Every frame in the database is there once, with the values that the meter sent. */
async function problemsOfPoints(database: HomeDatabase, due: DueFrames): Promise<readonly string[]> {
  const stored = await timesOf(database, due);
  const twice = [...stored].filter(([, times]) => times.length > 1).map(([serial]) => serial);
  const wrong: string[] = [];
  for (const measurement of ['linky', 'linky_tic'] as const) {
    const points = await pointsOf(database, measurement, due.meter, [...stored.values()].flat());
    for (const [serial, times] of stored) {
      const sent: Values = numberedFrame.historique(serial)[measurement];
      const isRight = (point: Values) => Object.entries(sent).every(([field, value]) => point[field] === value);
      if (!times.every((atMs) => isRight(points.get(atMs) ?? {}))) wrong.push(`${measurement} of frame ${serial}`);
    }
  }
  return [
    ...unless(twice.length === 0, `frames are in the database twice: ${twice.slice(0, MOST_SHOWN)}`),
    ...unless(wrong.length === 0, `points are not what the meter sent: ${wrong.slice(0, MOST_SHOWN)}`),
  ];
}

async function pointsOf(
  database: HomeDatabase,
  measurement: 'linky' | 'linky_tic',
  meter: string,
  times: readonly number[],
): Promise<ReadonlyMap<number, Values>> {
  if (times.length === 0) return new Map();
  const fields = Object.keys(numberedFrame.historique(1)[measurement]).map((field) => `"${field}"`);
  const sinceMs = times.reduce((least, atMs) => Math.min(least, atMs), Number.POSITIVE_INFINITY);
  const rows = await database.query(
    `SELECT ${fields} FROM ${measurement} WHERE meter = '${meter}' AND time >= ${sinceMs}ms`,
  );
  return new Map(rows.map((row) => [Number(row['time']), row as Values]));
}
