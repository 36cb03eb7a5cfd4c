import type { TicMode } from '../reading.ts';
import { type BaudRate, type Source, USUAL_BAUD_RATE } from '../source/source.ts';

/** How a line is read: the mode in which its bytes are decoded, and the speed at which its port is opened. */
export interface LineFormat {
  readonly mode: TicMode;
  readonly baudRate: BaudRate;
}

/** The formats of a line in the order in which they are tried. */
export type FormatsToTry = readonly [LineFormat, ...LineFormat[]];

/** What the user has set, `auto` where it is to be found. */
export interface FormatSettings {
  readonly mode: 'auto' | TicMode;
  readonly baudRate: 'auto' | BaudRate;
}

/** Some adapters pass on historique at 9600 bauds. None is known that passes on standard at 1200. */
const FORMATS: { readonly [M in TicMode]: { readonly [B in 'auto' | BaudRate]: FormatsToTry } } = {
  historique: {
    auto: [usual('historique'), { mode: 'historique', baudRate: 9600 }],
    1200: [usual('historique')],
    9600: [{ mode: 'historique', baudRate: 9600 }],
  },
  standard: {
    auto: [usual('standard')],
    1200: [{ mode: 'standard', baudRate: 1200 }],
    9600: [usual('standard')],
  },
};

/**
 * The formats to try on a source, in order: those that the settings allow. The usual speeds come before the others, and
 * the mode that worked last before the other one. A source that sets its own speed, as a TCP bridge does, has one format
 * for each mode. A recording or the demo house has a single format.
 * @param lastMode the mode that worked last, where that is known
 */
export function formatsToTry(
  { mode, baudRate }: FormatSettings,
  source: Pick<Source, 'baudRate' | 'setsOwnSpeed'>,
  lastMode?: TicMode,
): FormatsToTry {
  if (source.baudRate !== undefined) {
    return [{ mode: mode === 'auto' ? usualMode(source.baudRate) : mode, baudRate: source.baudRate }];
  }
  const inMode = (one: TicMode): FormatsToTry => (source.setsOwnSpeed ? [usual(one)] : FORMATS[one][baudRate]);
  if (mode !== 'auto') return inMode(mode);
  const [historique, ...others] = inMode('historique');
  if (lastMode === 'standard') return [...inMode('standard'), historique, ...others];
  if (lastMode === 'historique') return [historique, ...others, ...inMode('standard')];
  return [historique, ...inMode('standard'), ...others];
}

/** The formats to try after the first of them was wrong, which is then the last one. */
export function afterWrongFormat([wrong, next, ...others]: FormatsToTry): FormatsToTry {
  return next ? [next, ...others, wrong] : [wrong];
}

/** The formats with this one first, which is one of them. */
export function withFirst(first: LineFormat | undefined, formats: FormatsToTry): FormatsToTry {
  return first ? [first, ...formats.filter((one) => one !== first)] : formats;
}

/** The speed of a format where it is not the usual one of its mode. The usual one need not be said. */
export function unusualBaudRate({ mode, baudRate }: LineFormat): BaudRate | undefined {
  return baudRate === USUAL_BAUD_RATE[mode] ? undefined : baudRate;
}

/** The mode whose usual speed this is. */
function usualMode(baudRate: BaudRate): TicMode {
  return baudRate === USUAL_BAUD_RATE.standard ? 'standard' : 'historique';
}

function usual(mode: TicMode): LineFormat {
  return { mode, baudRate: USUAL_BAUD_RATE[mode] };
}
