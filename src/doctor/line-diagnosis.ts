import type { FormatSettings } from '../meter/line-formats.ts';
import type { TicMode } from '../reading/reading.ts';
import type { BaudRate, SourceError } from '../source/source.ts';
import { type Damage, damageIn, damageOf } from '../tic/damage.ts';
import type { HeardAtSpeed, HeardInMode } from './listen.ts';
import type { PortTrouble } from './port-trouble.ts';

/**
 * What a line turned out to be. `noise`: a meter is heard at its speed, but no valid group. `garbage`: nothing shows that it is a
 * meter.
 */
export type LineDiagnosis =
  | { readonly kind: 'broken'; readonly error: SourceError; readonly bytes: number }
  | { readonly kind: 'silent'; readonly seconds: number }
  | { readonly kind: 'garbage'; readonly bytes: number }
  | { readonly kind: 'noise'; readonly trouble: PortTrouble }
  | ReadableLine;

/** The mode and the speed in the settings, each absent where it is to be found. */
export interface ExpectedFormat {
  readonly mode?: TicMode;
  readonly baudRate?: BaudRate;
}

/** What settings say about a line. */
export function expectedFormat({ mode, baudRate }: FormatSettings): ExpectedFormat {
  return { ...(mode !== 'auto' && { mode }), ...(baudRate !== 'auto' && { baudRate }) };
}

/** A line that can be read. `trouble` is what is wrong with it all the same, `broke` how the source broke meanwhile. */
interface ReadableLine {
  readonly kind: 'readable';
  readonly mode: TicMode;
  /** The speed of the line; absent for a source that sets its own. */
  readonly baudRate?: BaudRate;
  readonly heard: HeardInMode;
  readonly trouble?: PortTrouble;
  readonly broke?: { readonly error: SourceError; readonly bytes: number };
}

const MODES = ['historique', 'standard'] as const;

/**
 * Diagnoses a line from what was heard at one speed after the other.
 * @param expected what is set about the line, which may be wrong
 */
export function diagnoseLine(hearings: readonly HeardAtSpeed[], expected: ExpectedFormat): LineDiagnosis {
  const candidates = hearings.flatMap(({ heard, error, bytes, baudRate }) =>
    MODES.map((mode) => ({
      mode,
      heard: heard[mode],
      baudRate,
      broke: error && { error, bytes },
    })),
  );
  const [best] = candidates.toSorted((a, b) => b.heard.quality.accepted - a.heard.quality.accepted);
  if (best && best.heard.quality.accepted > 0) {
    const trouble = troubleWith(best, expected);
    return { kind: 'readable', ...best, trouble };
  }
  const bytes = hearings.reduce((sum, hearing) => sum + hearing.bytes, 0);
  const error = hearings.find((hearing) => hearing.error !== undefined)?.error;
  if (error) return { kind: 'broken', error, bytes };
  if (bytes === 0) return { kind: 'silent', seconds: Math.round(Math.max(...hearings.map(({ seconds }) => seconds))) };
  const atRightSpeed = hearings.filter(({ isSurelyRightSpeed }) => isSurelyRightSpeed);
  const damage = damageOf(atRightSpeed.flatMap(({ heard }) => MODES.map((mode) => heard[mode].quality)));
  return damage ? { kind: 'noise', trouble: troubleOfDamage(damage) } : { kind: 'garbage', bytes };
}

function troubleWith(
  { mode, baudRate, heard: { quality, frames } }: Omit<ReadableLine, 'kind'>,
  expected: ExpectedFormat,
): PortTrouble | undefined {
  const damage = damageIn(quality);
  if (damage?.mostly === 'parity') return troubleOfDamage(damage);
  if (expected.mode !== undefined && expected.mode !== mode) {
    return { kind: 'otherMode', found: mode, expected: expected.mode };
  }
  if (baudRate && expected.baudRate && expected.baudRate !== baudRate) {
    return { kind: 'otherSpeed', mode, found: baudRate, expected: expected.baudRate };
  }
  if (damage) return troubleOfDamage(damage);
  if (frames.length > 0) return undefined;
  return { kind: 'noFrame', mode, lacks: quality.faults.unaddressed ? 'number' : 'bounds' };
}

function troubleOfDamage({ percent, mostly }: Damage): PortTrouble {
  return mostly === 'parity' ? { kind: 'parity', percent } : { kind: 'refused', percent, mostly };
}
