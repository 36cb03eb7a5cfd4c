import type { Language } from '../../src/texts/languages.ts';

/** What the drawing of the wiring says. A list is a text on lines of its own. */
export interface WiringWords {
  readonly title: string;
  readonly description: string;
  readonly meter: string;
  readonly sealed: readonly string[];
  readonly cover: readonly string[];
  readonly leave: readonly string[];
  readonly free: string;
  readonly order: string;
  readonly steps: readonly (readonly string[])[];
  readonly doubt: string;
  readonly cable: readonly string[];
  readonly adapter: readonly string[];
  readonly computer: readonly string[];
}

export const WIRING_WORDS: Readonly<Record<Language, WiringWords>> = {
  en: {
    title: 'From the meter to the Raspberry Pi',
    description:
      'Two thin wires go from the terminals I1 and I2 under the customer’s cover to a TIC adapter, and from there USB goes to the Raspberry Pi. A stays free; C1 and C2 may be at 230 V and are not touched.',
    meter: 'Linky',
    sealed: ['Behind seals: live even with', 'the main breaker off. Leave it.'],
    cover: ['Under the customer’s cover', '(the place varies by make)'],
    leave: ['230 V: do', 'not touch'],
    free: 'free',
    order: 'In this order',
    steps: [
      ['Try the tester on a socket that works.', 'Shut the Raspberry Pi down.'],
      ['Switch off the main breaker', '(disjoncteur de branchement).'],
      ['Open the customer’s cover, and nothing else.', 'Break no seal: it is live behind it.'],
      ['Check with the tester: no voltage on C1', 'and C2, between the two and to earth.'],
      ['Connect the two wires to I1 and I2.', 'Do not touch C1 and C2.'],
      ['Close the cover, switch the breaker on.'],
    ],
    doubt: 'In doubt? Call an electrician.',
    cable: ['Sheathed two-core cable,', 'in a conduit of its own'],
    adapter: ['TIC adapter', '(USB)'],
    computer: ['Raspberry Pi', 'with Homebridge'],
  },
  fr: {
    title: 'Du compteur au Raspberry Pi',
    description:
      'Deux fils fins vont des bornes I1 et I2, sous le capot client, à un adaptateur TIC, relié au Raspberry Pi par USB. A reste libre\u00a0; C1 et C2, qui peuvent être sous 230\u00a0V, ne doivent pas être touchés.',
    meter: 'Linky',
    sealed: ['Sous scellés\u00a0: sous tension, même', 'disjoncteur coupé\u00a0: n’ouvrez pas.'],
    cover: ['Sous le capot client', '(la place varie selon la marque)'],
    leave: ['230\u00a0V\u00a0: ne', 'pas toucher'],
    free: 'libre',
    order: 'Dans cet ordre',
    steps: [
      ['Essayez le testeur sur une prise qui marche.', 'Éteignez le Raspberry Pi.'],
      ['Coupez le disjoncteur de branchement', '(le disjoncteur général).'],
      ['Ouvrez le capot client, et rien d’autre.', 'Aucun scellé\u00a0: derrière, c’est sous tension.'],
      ['Vérifiez au testeur\u00a0: pas de tension sur C1', 'et C2, entre les deux et à la terre.'],
      ['Branchez les deux fils sur I1 et I2.', 'Ne touchez pas à C1 et C2.'],
      ['Refermez le capot, remettez le disjoncteur.'],
    ],
    doubt: 'Un doute\u00a0? Appelez un électricien.',
    cable: ['Câble gainé à deux fils,', 'dans une gaine à part'],
    adapter: ['Adaptateur', 'TIC (USB)'],
    computer: ['Raspberry Pi', 'avec Homebridge'],
  },
};
