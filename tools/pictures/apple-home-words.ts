import { englishForm } from '../../src/texts/en/form.ts';
import { frenchForm } from '../../src/texts/fr/form.ts';
import type { Language } from '../../src/texts/languages.ts';
import { type NumberWriter, pageNumbers } from '../../src/texts/numbers.ts';
import { textsIn } from '../../src/texts/texts.ts';

/** What the drawing of Apple Home says in a language: the plugin's own names, and what only the drawing has. */
export interface AppleHomeWords extends OwnWords {
  readonly number: NumberWriter;
  /** The names of the accessories, as the plugin gives them to a meter named Linky. */
  readonly power: string;
  readonly current: string;
  readonly overload: string;
}

interface OwnWords {
  readonly title: string;
  readonly description: string;
  /** The headings of the four parts. */
  readonly tiles: string;
  readonly sensors: string;
  readonly energy: string;
  readonly eve: string;
  /** The line below each part. */
  readonly aboutTiles: string;
  readonly aboutSensors: (threshold: string) => string;
  readonly aboutEnergy: string;
  readonly aboutEve: string;
  readonly app: string;
  /** Of a sensor. */
  readonly on: string;
  readonly off: string;
  /** Of a device. */
  readonly switchedOff: string;
  readonly now: string;
  readonly notification: string;
  readonly detected: string;
  readonly waterHeater: string;
  readonly today: string;
  readonly total: string;
  readonly hour: (hour: number) => string;
}

const ENGLISH: OwnWords = {
  title: 'What Apple Home shows of a Linky',
  description:
    'A drawing, not a screenshot. Tiles show the power and the current as light, in lux. A sensor is on, which sends a notification and switches the water heater off. The Energy view shows the hours of a day. Eve shows W, kWh, A and V, and a curve.',
  tiles: 'Tiles',
  sensors: 'Sensors',
  energy: 'Energy view',
  eve: 'Power and curve',
  aboutTiles: 'Read lux as VA, or as A.',
  aboutSensors: (threshold) => `Here on once above ${threshold} for 10 s.`,
  aboutEnergy: 'From iOS 27 (reported), with Matter.',
  aboutEve: 'A curve of four weeks, with nothing to set up.',
  app: 'Home app',
  on: 'On',
  off: 'Off',
  switchedOff: 'Off',
  now: 'now',
  notification: 'Notification',
  detected: 'Occupancy detected',
  waterHeater: 'Water heater',
  today: 'today',
  total: 'total',
  hour: (hour) => `${hour}:00`,
};

const FRENCH: OwnWords = {
  title: 'Ce que l’app Maison montre d’un Linky',
  description:
    'Un dessin, pas une capture d’écran. Des tuiles montrent la puissance et l’intensité comme une lumière, en lux. Un capteur est actif : il envoie une notification et éteint le chauffe-eau. La vue Énergie montre les heures d’une journée. Eve montre les W, kWh, A et V, et une courbe.',
  tiles: 'Tuiles',
  sensors: 'Capteurs',
  energy: 'Vue Énergie',
  eve: 'Puissance et courbe',
  aboutTiles: 'Les lux se lisent en VA, ou en A.',
  aboutSensors: (threshold) => `Ici, actif après 10 s au-dessus de ${threshold}.`,
  aboutEnergy: 'À partir d’iOS 27 (rapporté), avec Matter.',
  aboutEve: 'Une courbe de quatre semaines, sans rien régler.',
  app: 'App Maison',
  on: 'Actif',
  off: 'Inactif',
  switchedOff: 'Éteint',
  now: 'maintenant',
  notification: 'Notification',
  detected: 'Présence détectée',
  waterHeater: 'Chauffe-eau',
  today: 'aujourd’hui',
  total: 'au total',
  hour: (hour) => `${hour} h`,
};

const OWN_WORDS: Readonly<Record<Language, OwnWords>> = { en: ENGLISH, fr: FRENCH };
const FORMS = { en: englishForm, fr: frenchForm };
const LOCALES: Readonly<Record<Language, string>> = { en: 'en-GB', fr: 'fr-FR' };
const METER = 'Linky';

/** The words of the drawing. The names of accessories are those that the plugin itself gives. */
export function appleHomeWords(language: Language): AppleHomeWords {
  const { tile } = textsIn[language].homekit;
  return {
    ...OWN_WORDS[language],
    number: pageNumbers(LOCALES[language]).number,
    power: tile.power(METER),
    current: tile.current(METER),
    overload: FORMS[language].fields['meters[].sensors[].name'].placeholder,
  };
}
