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
  readonly before: string;
  readonly steps: readonly (readonly string[])[];
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
    before: 'Before you open the cover',
    steps: [
      ['Shut the Raspberry Pi down:', 'it loses its power, too.'],
      ['Switch off the main breaker', '(disjoncteur de branchement).'],
      ['Break no seal: the meter and the wires', 'that feed it stay live.'],
      ['Check with a tester that there is', 'no voltage on C1 and C2.'],
      ['In doubt? Call an electrician.'],
    ],
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
    before: 'Avant d’ouvrir le capot',
    steps: [
      ['Arrêtez le Raspberry Pi\u00a0:', 'lui aussi perd le courant.'],
      ['Coupez le disjoncteur de branchement', '(le disjoncteur général).'],
      ['N’ouvrez aucun scellé\u00a0: le compteur et', 'les fils qui l’alimentent restent sous tension.'],
      ['Vérifiez au testeur qu’il n’y a pas', 'de tension sur C1 et C2.'],
      ['Un doute\u00a0? Appelez un électricien.'],
    ],
    cable: ['Câble gainé à deux fils,', 'dans une gaine à part'],
    adapter: ['Adaptateur', 'TIC (USB)'],
    computer: ['Raspberry Pi', 'avec Homebridge'],
  },
};
