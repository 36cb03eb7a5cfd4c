import type { Language } from '../../src/texts/languages.ts';

/** What the drawing of the receiver says. A list is a text on lines of its own. */
export interface ReceiverWords {
  readonly title: string;
  readonly description: string;
  readonly meter: readonly string[];
  readonly computer: readonly string[];
  readonly isolated: readonly string[];
  readonly inSeries: string;
  readonly pullUp: readonly string[];
  readonly supply: string;
  readonly edge: string;
  readonly header: readonly string[];
  readonly never: string;
}

export const RECEIVER_WORDS: Readonly<Record<Language, ReceiverWords>> = {
  en: {
    title: 'A home-made receiver on the pins of a Raspberry Pi',
    description:
      'I1 goes through R1, 1.2 kΩ, to pin 1 of an optocoupler SFH620A-3X006, and its pin 2 goes to I2. Its pin 4, the collector, goes to pin 10 of the Raspberry Pi, RXD, and through R2, 10 kΩ for 1200 baud or 3.3 kΩ for 9600 baud, to pin 1, 3.3 V. Its pin 3, the emitter, goes to pin 6, GND.',
    meter: ['Meter,', 'TIC output'],
    computer: ['Raspberry Pi'],
    isolated: ['no copper', 'across'],
    inSeries: 'R1 1.2 kΩ, ¼ W',
    pullUp: ['R2', '1200 baud: 10 kΩ', '9600 baud: 3.3 kΩ'],
    supply: '3.3 V',
    edge: 'edge of the board',
    header: [
      'The first ten pins, seen from above. At the end with the',
      'SD card, pin 2 is at the edge, and pin 1 behind it.',
    ],
    never: '5 V: never',
  },
  fr: {
    title: 'Un récepteur fait maison, sur les broches d’un Raspberry Pi',
    description:
      'I1 va par R1, 1,2\u00a0kΩ, à la broche 1 d’un optocoupleur SFH620A-3X006, dont la broche 2 va à I2. Sa broche 4, le collecteur, va à la broche 10 du Raspberry Pi, RXD, et par R2, 10\u00a0kΩ à 1200\u00a0bauds ou 3,3\u00a0kΩ à 9600\u00a0bauds, à la broche 1, 3,3\u00a0V. Sa broche 3, l’émetteur, va à la broche 6, GND.',
    meter: ['Compteur,', 'sortie TIC'],
    computer: ['Raspberry Pi'],
    isolated: ['pas de cuivre', 'en travers'],
    inSeries: 'R1 1,2\u00a0kΩ, ¼ W',
    pullUp: ['R2', '1200\u00a0bauds\u00a0: 10\u00a0kΩ', '9600\u00a0bauds\u00a0: 3,3\u00a0kΩ'],
    supply: '3,3\u00a0V',
    edge: 'bord de la carte',
    header: [
      'Les dix premières broches, vues de dessus. Du côté de la',
      'carte SD, la broche 2 est au bord, et la 1 derrière elle.',
    ],
    never: '5\u00a0V\u00a0: jamais',
  },
};
