import type { Config } from '../config/config.ts';
import type { LoadCurveComparison } from '../doctor/load-curve.ts';
import type { Texts } from '../texts/texts.ts';

/** The difference between the meter's own mean over a period and the mean of our readings, in words, W and percent. */
export function loadCurveSentence(
  { meter, fromMs, toMs, meterW, ourW }: LoadCurveComparison,
  config: Config | undefined,
  texts: Texts,
): string {
  const name = config?.meters.find(({ slug }) => slug === meter)?.name ?? meter;
  const period = `${PARIS_DATE_AND_TIME.format(fromMs)}–${PARIS_TIME.format(toMs)}`;
  const watts = Math.round(ourW);
  return texts.cli.doctor.homebridge.loadCurve(name, period, meterW, watts, difference(watts, meterW, texts));
}

/** `2026-01-14 18:30` by the meter's clock, wherever this machine is. The day may be long ago if the plugin does not run. */
const PARIS_DATE_AND_TIME = parisFormat({ dateStyle: 'short', timeStyle: 'short' });
const PARIS_TIME = parisFormat({ timeStyle: 'short' });

function parisFormat(styles: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', ...styles });
}

/** `−13 W, −1.0%`. There is no percentage of 0, and a percentage of 10 or more needs no decimal. */
function difference(ourW: number, meterW: number, { number, percent: percentText }: Texts): string {
  const sign = ourW > meterW ? '+' : '';
  const percent = (100 * (ourW - meterW)) / Math.abs(meterW);
  const inPercent = meterW === 0 ? [] : [`${sign}${percentText(percent, Math.abs(percent) < 9.95 ? 1 : 0)}`];
  return [`${sign}${number(ourW - meterW)}\u00a0W`, ...inPercent].join(', ');
}
