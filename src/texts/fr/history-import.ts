import { MOST_PERIOD_CHARACTERS } from '../../periods.ts';
import type { historyImport as english } from '../en/history-import.ts';
import { frenchNumber, plural } from './numbers.ts';

/** The texts about files of a household's history, in French: for the command line and the settings page. */
export const historyImport: typeof english = {
  kind: {
    enedisCurve: 'courbe de charge du compte Enedis (CSV)',
    enedisIndexes: 'liste d’index quotidiens du compte Enedis (CSV)',
    enedisSpreadsheet: 'feuille de calcul du compte Enedis',
    beginAndEnd: 'courbe de charge avec le début et la fin de chaque pas (CSV, comme l’écrit conso-downloader)',
    endStamps: 'courbe de charge avec la fin de chaque pas (CSV)',
    onePointARow: 'courbe de charge avec un point par ligne (CSV)',
    edfPowers: 'liste de puissances moyennes du compte EDF (CSV)',
  },
  ofGiven: (kind) => `${kind}, de l’énergie injectée`,
  found: (kind, stepsMinutes, prmEnd) =>
    `Le fichier est une ${kind}${stepsMinutes.length === 0 ? '' : `, au pas de ${listed(stepsMinutes.map(String))} min`}${prmEnd === undefined ? '' : `, du point de livraison (PRM) qui finit par ${prmEnd}`}.`,
  span: (fromMs, toMs, days, energy) =>
    `${dates(fromMs, toMs - 1)}, et a des valeurs pour ${plural(days, 'jour', 'jours')}${energyOf(energy)}.`,
  takenAsDrawn: 'Un tel fichier ne dit pas si l’énergie a été soutirée ou injectée : elle est prise comme soutirée.',
  takenAsGiven: 'Un tel fichier ne dit pas si l’énergie a été soutirée ou injectée : elle est prise comme injectée.',
  gaps: (longest, count, inAllMs) =>
    count === 1
      ? `Il y manque quelque chose : ${longest.map(range).join()} (${length(inAllMs)}).`
      : `Il y manque quelque chose ${frenchNumber(count)} fois, ${length(inAllMs)} en tout${count > longest.length ? '. Les plus longs trous : ' : ' : '}${longest.map((gap) => `${range(gap)} (${length(gap.toMs - gap.fromMs)})`).join(' ; ')}.`,
  repeated: (rows) =>
    rows === 1
      ? 'Une ligne ne fait qu’en répéter une autre.'
      : `${frenchNumber(rows)} lignes ne font qu’en répéter d’autres.`,
  contradictory: (rows) =>
    `${plural(rows, 'ligne contredit', 'lignes contredisent')} une autre du même moment : aucune d’elles n’est prise.`,
  empty: (rows) => `${plural(rows, 'ligne n’a', 'lignes n’ont')} pas de valeur.`,
  offGrid: (rows) =>
    `${plural(rows, 'ligne a une heure où', 'lignes ont une heure où')} aucun pas ne commence ni ne finit : ${rows > 1 ? 'elles ne sont pas prises' : 'elle n’est pas prise'}.`,
  inNoTime: (rows) =>
    `${plural(rows, 'ligne a une heure', 'lignes ont une heure')} qui n’existe pas la nuit de mars du passage à l’heure d’été : ${rows > 1 ? 'elles ne sont pas prises' : 'elle n’est pas prise'}.`,
  hourOnce: (days) =>
    days === 1
      ? 'Le jour d’octobre du passage à l’heure d’hiver, le fichier n’a qu’une fois l’heure qui vient deux fois : elle est prise comme la première.'
      : `Les ${frenchNumber(days)} jours d’octobre du passage à l’heure d’hiver, le fichier n’a qu’une fois l’heure qui vient deux fois : elle est prise comme la première.`,
  estimated: (rows) =>
    `${plural(rows, 'valeur a été estimée', 'valeurs ont été estimées')} par le gestionnaire du réseau, et ${rows > 1 ? 'sont prises' : 'est prise'} quand même.`,
  indexWentBack: (days) =>
    days === 1
      ? 'Un jour, l’index est plus bas que la veille, comme après un changement de compteur : l’énergie de ce jour n’est pas connue.'
      : `${frenchNumber(days)} jours, l’index est plus bas que la veille, comme après un changement de compteur : l’énergie de ces jours n’est pas connue.`,
  allNew: 'Tous ses jours sont nouveaux.',
  noneNew: 'Aucun de ses jours n’est nouveau.',
  someNew: (days) => `${plural(days, 'jour est nouveau', 'jours sont nouveaux')}.`,
  own: (days) =>
    `Le compteur lui-même a été entendu pendant ${days === 1 ? 'un' : frenchNumber(days)} de ces jours : ce qu’il a compté reste tel quel, et le fichier n’ajoute que ce qui lui manque.`,
  importedBefore: (days, changed) =>
    changed === 0
      ? `Un autre fichier a déjà été importé pour ${plural(days, 'jour', 'jours')}, et celui-ci n’y ajoute rien.`
      : `Un autre fichier a déjà été importé pour ${plural(days, 'jour', 'jours')}. Celui-ci ajoute quelque chose à ${frenchNumber(changed)} d’entre eux, ou dit autre chose : c’est alors ce qui est importé en dernier qui compte.`,
  unshown: (days) =>
    `De ${plural(days, 'nouveau jour', 'nouveaux jours')}, aucune énergie ne sera montrée : l’extension était absente, et le fichier n’en a qu’une partie, ou plus que ce que le compteur a compté pendant ce temps, ou une courbe dont les périodes tarifaires sont inconnues, car les prix des réglages n’ont pas d’heures.`,
  known: (id) => `Tout cela a déjà été importé (numéro ${id}) : il n’y a rien à faire.`,
  otherPrm: (fileEnd, meterEnd) =>
    `Le fichier est d’un autre point de livraison (PRM) que ce compteur : son numéro finit par ${fileEnd}, et celui du compteur, ou de ce qui a déjà été importé pour lui, par ${meterEnd}. Rien n’a été importé.`,
  priced: 'Sa nouvelle énergie aura des euros, d’après les prix des réglages.',
  unpriced: {
    noPrices: 'Son énergie n’aura pas encore d’euros : il n’y a pas de prix de ce compteur dans les réglages.',
    noPrice: (dayMs) =>
      `Une partie de son énergie n’aura pas d’euros : aucun prix des réglages ne vaut déjà le ${date(dayMs)}.`,
    noPeriod: (dayMs, period) =>
      `Une partie de son énergie n’aura pas d’euros : les prix qui valent le ${date(dayMs)} n’en ont pas pour la période tarifaire ${period}.`,
    unknownPeriod: (dayMs) =>
      `Une partie de son énergie n’aura pas d’euros : les périodes tarifaires du ${date(dayMs)} ne sont pas connues, et les prix d’alors en ont plusieurs.`,
    unknownDrawn: (dayMs) => `Il n’y aura pas encore d’euros : rien ne dit ce qui a été soutiré le ${date(dayMs)}.`,
    noHours: (dayMs) =>
      `Une partie de son énergie n’aura pas d’euros : une courbe de charge ne connaît pas les périodes tarifaires, et les prix qui valent le ${date(dayMs)} ne disent pas les heures des leurs. Ajoutez les heures aux prix dans les réglages.`,
    noColour: (dayMs) =>
      `Une partie de son énergie n’aura pas d’euros : cette version ne connaît pas la couleur du jour Tempo du ${date(dayMs)}, ou de la nuit d’avant.`,
  },
  problem: {
    unknown:
      'Ce n’est aucun des fichiers qui peuvent être importés. Ce sont : les fichiers CSV et la feuille de calcul du compte Enedis, les puissances moyennes du compte EDF (CSV), et les courbes de charge qu’écrivent les programmes qui interrogent Enedis (CSV).',
    empty: 'Le fichier est vide.',
    tooLarge: (mostBytes) =>
      `Le fichier a plus de ${megabytes(mostBytes)} Mo, et aucun de ceux qui peuvent être importés n’est aussi grand.`,
    tooManyRows: (mostRows) =>
      `Le fichier a plus de ${frenchNumber(mostRows)} lignes, et aucun de ce genre n’en a autant.`,
    tooLargeUnpacked: (mostBytes) =>
      `Il y a plus dans la feuille de calcul que dans celles d’Enedis, qui font toutes moins de ${megabytes(mostBytes)} Mo une fois décompressées.`,
    brokenSpreadsheet: 'La feuille de calcul est abîmée, ou il en manque une partie : téléchargez-la de nouveau.',
    longText:
      'La feuille de calcul a un texte plus long que tous ceux des feuilles d’Enedis. Si un tableur a enregistré le fichier, téléchargez-le de nouveau, et laissez-le tel quel.',
    farRow: (line) =>
      `La ligne ${frenchNumber(line)} de la feuille de calcul est loin en dessous de toutes les autres, et aucune d’Enedis n’en a de telle. Si un tableur a enregistré le fichier, téléchargez-le de nouveau, et laissez-le tel quel.`,
    badRow: (line, text) =>
      `La ligne ${line} n’est pas comme ce genre de fichier l’écrit : « ${text} ». Si un tableur a enregistré le fichier, téléchargez-le de nouveau, et laissez-le tel quel.`,
    periodName: {
      tooLong: (line, name) =>
        `La ligne ${line} donne à une période tarifaire un nom de plus de ${MOST_PERIOD_CHARACTERS} caractères : « ${name}… ». Raccourcissez-le dans le fichier.`,
      unprintable: (line, name) =>
        `La ligne ${line} donne à une période tarifaire un nom qui contient des caractères invisibles, comme ESC : « ${name} ». Retirez-les du fichier.`,
    },
    truncated: (line) => `Le fichier s’arrête au milieu de la ligne ${line} : téléchargez-le de nouveau.`,
    twoMeters: (line) =>
      `La ligne ${line} est d’un autre point de livraison (PRM) que celles d’avant. Donnez à chaque compteur un fichier à lui.`,
    noValues: 'Le fichier n’a pas une seule ligne avec une valeur.',
    tooSlow: (mostMinutes) =>
      `La lecture du fichier a pris plus de ${frenchNumber(mostMinutes)} min et a été abandonnée. Si cette machine a beaucoup à faire, réessayez plus tard, ou importez le fichier par parties.`,
    outOfMemory:
      'La lecture du fichier demande plus de mémoire qu’elle n’en a le droit, et a été abandonnée. Importez le fichier par parties.',
  },
  record: ({ id, firstDayMs, lastDayMs, days, atMs }, kind) =>
    `Numéro ${id} : ${kind}, du ${date(firstDayMs)} au ${date(lastDayMs)}, ${plural(days, 'jour', 'jours')}, importée le ${instant(atMs)}`,
  outcome: {
    imported: ({ id, days }) => `Importé : ${plural(days, 'jour', 'jours')}, sous le numéro ${id}.`,
    known: ({ id }) => `Cela a déjà été importé, sous le numéro ${id} : rien n’a changé.`,
    undone: ({ id, days }) =>
      `Retiré : le numéro ${id}, ${plural(days, 'jour', 'jours')}. L’historique est comme si le fichier n’avait jamais été importé.`,
    forgotten: ({ days, minutes, readings, fromMs, toMs }) =>
      `Effacé : ${plural(days, 'jour', 'jours')} après aujourd’hui, ${plural(minutes, 'minute', 'minutes')} et ${plural(readings, 'mesure', 'mesures')}, du ${instant(fromMs)} au ${instant(toMs)}. Ce que le compteur a compté alors est compté une fois, dans la première minute de date juste.`,
    nothingLater: 'L’historique n’a rien qui soit plus tard que maintenant : il n’y a rien à effacer.',
    perhapsLate: ({ nowMs, untilMs }) =>
      `L’horloge de cette machine dit ${instant(nowMs)} (heure de Paris), et l’historique continue de là jusqu’au ${instant(untilMs)}. Rien ne montre qu’une horloge en avance ait daté cela, donc cette horloge retarde sans doute. Regardez-la (date). Rien n’est effacé. Si l’horloge est juste, ajoutez --yes.`,
    noSuchImport: 'Cette importation n’existe plus : rien n’a changé.',
    tooMany: (most) =>
      `L’historique a ${frenchNumber(most)} importations et n’en prend pas plus : retirez-en d’abord. Rien n’a changé.`,
    noRoom: (mostMegabytes) =>
      `Les importations peuvent prendre ${frenchNumber(mostMegabytes)} Mo de l’historique, le quart de journal.maxMegabytes, et avec celle-ci elles en prendraient plus. Augmentez journal.maxMegabytes dans les réglages de l’extension, ou retirez-en d’abord. Rien n’a changé.`,
    failed: (says) => `L’historique ne peut pas être écrit : ${says} Rien n’a changé.`,
    unanswered:
      'L’extension n’a pas dit à temps ce qu’il en est. Recommencez : ce qui est déjà fait ne sera pas fait deux fois.',
    notAllowed: 'L’historique est à un autre utilisateur, et seuls lui et root peuvent le changer. Rien n’a changé.',
    held: (holder) =>
      `Un autre programme occupe l’historique et ne prend pas d’importations (${holder}). Arrêtez-le, puis recommencez. Rien n’a changé.`,
  },
  command: {
    reading: (percent) => `Lecture du fichier : ${percent} %`,
    writing: 'Écriture dans l’historique…',
    notAFile: (path) => `${path} n’est pas un fichier.`,
    refused: (path, says) => `${path} : ${says} Rien n’a changé.`,
    interrupted: 'Interrompu : rien n’a été écrit.',
    orGiven: 'Si c’est de l’énergie injectée, ajoutez --given.',
    notToChoose: 'D’un tel fichier, on sait si l’énergie a été soutirée ou injectée : laissez --given de côté.',
    wouldImport: 'Rien n’a été écrit (--dry-run).',
    wouldUndo: (record) => `Ceci serait retiré : ${record}. Rien n’a changé (--dry-run).`,
    toUndo: (command) => `Pour revenir en arrière : ${command}`,
    asRoot: (command) => `Essayez en tant que root : sudo ${command}`,
    imports: (meter, record) => `${meter} : ${record}`,
    noImports: 'Aucun fichier n’a été importé.',
    notImported: (path, meter) =>
      `Ce que contient ${path} n’est pas importé pour le compteur ${meter} : il n’y a rien à retirer.`,
    noImportOf: (meter) => `Aucun fichier n’a été importé pour le compteur ${meter} : il n’y a rien à retirer.`,
    noMeter: (folder) =>
      `Il n’y a pas encore de compteur, ni dans l’historique de ${folder}, ni dans les réglages à côté. Donnez le nom qu’il a, ou qu’il aura, dans les réglages de l’extension : --meter NOM.`,
    whichMeter: (meters) =>
      `Il y a plusieurs compteurs : ${meters.join(', ')}. Dites duquel est le fichier : --meter NOM.`,
    unknownMeter: (name, meters) => `Il n’y a pas de compteur « ${name} ». Il y a : ${meters.join(', ')}.`,
    givenOfNothing: '--given concerne un fichier : donnez aussi le FICHIER.',
    dryRunOfNothing: '--dry-run concerne une importation : donnez aussi le FICHIER, ou --undo.',
  },
};

type Range = Parameters<(typeof english)['gaps']>[0][number];

function energyOf({ drawn, given }: Parameters<(typeof english)['span']>[3]): string {
  const parts = [drawn && `${drawn} kWh soutirés`, given && `${given} kWh injectés`].filter(Boolean);
  return parts.length === 0 ? '' : ` : ${parts.join(' et ')}`;
}

function listed(texts: readonly string[]): string {
  return texts.length < 2 ? texts.join() : `${texts.slice(0, -1).join(', ')} et ${texts.at(-1)}`;
}

/** A span of time in Paris: whole days by their dates, another one with one date where it is within a day. */
function range({ fromMs, toMs }: Range): string {
  if (isMidnight(fromMs) && isMidnight(toMs)) {
    const [first, last] = [date(fromMs), date(toMs - 1)];
    return first === last ? `le ${first}` : `du ${first} au ${last}`;
  }
  const isWithinDay = date(fromMs) === date(toMs);
  return isWithinDay
    ? `le ${date(fromMs)} de ${instant(fromMs).slice(-5)} à ${instant(toMs).slice(-5)}`
    : `du ${instant(fromMs)} au ${instant(toMs)}`;
}

function isMidnight(ms: number): boolean {
  return instant(ms).endsWith('00:00');
}

/** A length of time: in minutes, in hours, or from a day on in days. */
function length(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const [hours, days] = [Math.floor(minutes / 60), Math.floor(minutes / 1440)];
  if (hours === 0) return `${minutes} min`;
  if (days === 0) return minutes % 60 === 0 ? `${hours} h` : `${hours} h ${minutes % 60} min`;
  return hours % 24 === 0 ? plural(days, 'jour', 'jours') : `${plural(days, 'jour', 'jours')} ${hours % 24} h`;
}

/** The dates of a file, or its only one. */
function dates(firstMs: number, lastMs: number): string {
  const [first, last] = [date(firstMs), date(lastMs)];
  return first === last ? `Il est du ${first}` : `Il va du ${first} au ${last}`;
}

/** A date in Paris. */
function date(ms: number): string {
  return withFirst(new Date(ms).toLocaleString('fr-FR', { timeZone: 'Europe/Paris', dateStyle: 'medium' }));
}

/** A date and a time in Paris. */
function instant(ms: number): string {
  const style = { timeZone: 'Europe/Paris', dateStyle: 'medium', timeStyle: 'short' } as const;
  return withFirst(new Date(ms).toLocaleString('fr-FR', style));
}

/** The first day of a month is `1er` in French, which Intl does not know. */
function withFirst(date: string): string {
  return date.replace(/^1 /, '1er ');
}

function megabytes(bytes: number): string {
  return frenchNumber(Math.floor(bytes / 1_000_000));
}
