import type { Frame, PerPhase } from '../reading.ts';

/** A number that the frame carries; absent when it does not. Decoding has checked that its label is all digits. */
export function numberOf(frame: Frame, label: string): number | undefined {
  const data = frame.labels[label];
  return data === undefined ? undefined : Number(data);
}

/** A text that the frame carries, without its padding; absent when nothing is left. */
export function textOf(frame: Frame, label: string): string | undefined {
  return frame.labels[label]?.trim() || undefined;
}

/** The values of three labels, one a phase; absent when the frame carries none. */
export function perPhase(frame: Frame, labels: readonly [string, string, string]): PerPhase | undefined {
  const [one, two, three] = labels.map((label) => numberOf(frame, label));
  const values = { ...present(1, one), ...present(2, two), ...present(3, three) };
  return Object.keys(values).length > 0 ? values : undefined;
}

/** The numbers of those labels that the frame carries. */
export function numbersOf(frame: Frame, labels: readonly string[]): { readonly [label: string]: number } {
  return Object.fromEntries(
    labels.flatMap((label) => (label in frame.labels ? [[label, Number(frame.labels[label])]] : [])),
  );
}

/** Whether the frame carries one of these labels. */
export function carriesAny(frame: Frame, labels: readonly string[]): boolean {
  return labels.some((label) => label in frame.labels);
}

/** `{ [key]: value }`, or nothing where the value is absent. */
export function present<K extends PropertyKey, V>(key: K, value: V | undefined): { readonly [P in K]?: V } {
  return value === undefined ? {} : ({ [key]: value } as { readonly [P in K]: V });
}
