import { TARIFFS } from './tariff.ts';
import type { Texts } from './texts.ts';

export type Json = Readonly<Record<string, unknown>>;

/** Each register under its name in words and in its colour. */
export function registers(texts: Texts): readonly Json[] {
  return Object.entries(texts.registers).map(([register, name]) => {
    const colour = TARIFFS.find((tariff) => tariff.register === register)?.colour;
    return named(register, [property('displayName', name), ...(colour ? [coloured(colour)] : [])]);
  });
}

/** Properties of the series of a name. */
export function named(name: string, properties: readonly Json[]): Json {
  return { matcher: { id: 'byName', options: name }, properties };
}

export function property(id: string, value: unknown): Json {
  return { id, value };
}

export function coloured(fixedColor: string): Json {
  return property('color', { mode: 'fixed', fixedColor });
}

/** Words for 0, 1, 2 …, each in its colour. */
export function mapped(...words: readonly (readonly [text: string, color: string])[]): readonly Json[] {
  const options = Object.fromEntries(words.map(([text, color], index) => [index, { text, color, index }]));
  return [{ type: 'value', options }];
}
