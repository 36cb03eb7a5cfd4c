import type { TicMode } from '../reading/reading.ts';
import { type BaudRate, type Source, USUAL_BAUD_RATE } from '../source/source.ts';

/** How a line is read: the mode in which its bytes are decoded, and the baud rate at which its port is opened. */
export interface LineFormat {
  readonly mode: TicMode;
  readonly baudRate: BaudRate;
}

/** The formats of a line in the order in which they are tried. */
export type FormatsToTry = readonly [LineFormat, ...LineFormat[]];

/** The user's settings; `auto` if the value has to be detected. */
export interface FormatSettings {
  readonly mode: 'auto' | TicMode;
  readonly baudRate: 'auto' | BaudRate;
}

/** Some adapters pass on historique mode at 9600 baud. None is known that passes on standard mode at 1200. */
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
 * The formats to try on a source, in order: those that the settings allow. The usual baud rates come before the others, and the mode that
 * worked last before the other one. A source that sets its own baud rate, such as a TCP bridge, has one format per mode. A recording or the
 * demo house has a single format.
 * @param lastMode the mode that worked last, if it is known
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

/** The formats to try after the first of them was wrong; that one moves to the end. */
export function afterWrongFormat([wrong, next, ...others]: FormatsToTry): FormatsToTry {
  return next ? [next, ...others, wrong] : [wrong];
}

/** The formats in an order that begins with this one, which is among them. */
export function withFirst(first: LineFormat | undefined, formats: FormatsToTry): FormatsToTry {
  return first ? [first, ...formats.filter((one) => one !== first)] : formats;
}

/** The baud rate of a format if it is not the usual one of its mode. The usual one need not be mentioned. */
export function unusualBaudRate({ mode, baudRate }: LineFormat): BaudRate | undefined {
  return baudRate === USUAL_BAUD_RATE[mode] ? undefined : baudRate;
}

/** The mode for which this baud rate is usual. */
function usualMode(baudRate: BaudRate): TicMode {
  return baudRate === USUAL_BAUD_RATE.standard ? 'standard' : 'historique';
}

function usual(mode: TicMode): LineFormat {
  return { mode, baudRate: USUAL_BAUD_RATE[mode] };
}
