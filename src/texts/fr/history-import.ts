import { MOST_PERIOD_CHARACTERS } from '../../reading/periods.ts';
import type { historyImport as english } from '../en/history-import.ts';
import { frenchNumber, plural } from './numbers.ts';
import { withFirst } from './times.ts';

/** The texts about files of a household's history, in French: for the command line and the settings page. */
export const historyImport: typeof english = {
  kind: {
    enedisCurve: 'courbe de charge du compte Enedis (CSV)',
    enedisIndexes: 'liste d’index quotidiens du compte Enedis (CSV)',
    enedisSpreadsheet: 'feuille de calcul du compte Enedis',
    beginAndEnd: 'courbe de charge avec le début et la fin de chaque pas (CSV, écrite par conso-downloader)',
    endStamps: 'courbe de charge avec la fin de chaque pas (CSV)',
    onePointARow: 'courbe de charge avec un point par ligne (CSV)',
    edfPowers: 'liste de puissances moyennes du compte EDF (CSV)',
  },
  ofGiven: (kind) => `${kind}, de l’énergie injectée`,
  found: (kind, stepsMinutes, prmEnd) =>
    `Le fichier est une ${kind}${stepsMinutes.length === 0 ? '' : `, au pas de ${listed(stepsMinutes.map(String))} min`}${prmEnd === undefined ? '' : `, du point de livraison (PRM) qui finit par ${prmEnd}`}.`,
  span: (fromMs, toMs, days, energy) =>
    `${dates(fromMs, toMs - 1)}, et contient des valeurs pour ${plural(days, 'jour', 'jours')}${energyText(energy)}.`,
  takenAsDrawn:
    'Un tel fichier ne dit pas si l’énergie a été soutirée ou injectée : elle est considérée comme soutirée.',
  takenAsGiven:
    'Un tel fichier ne dit pas si l’énergie a été soutirée ou injectée : elle est considérée comme injectée.',
  gaps: (longest, count, inAllMs) =>
    count === 1
      ? `Il manque dans le fichier : ${longest.map(range).join()} (${length(inAllMs)}).`
      : `Il manque dans le fichier ${frenchNumber(count)} périodes, ${length(inAllMs)} en tout${count > longest.length ? '. Les plus longues : ' : ' : '}${longest.map((gap) => `${range(gap)} (${length(gap.toMs - gap.fromMs)})`).join(' ; ')}.`,
  repeated: (rows) =>
    rows === 1 ? 'Une ligne en répète une autre.' : `${frenchNumber(rows)} lignes en répètent d’autres.`,
  contradictory: (rows) =>
    `${plural(rows, 'ligne contredit', 'lignes contredisent')} une autre du même moment : aucune n’est retenue.`,
  empty: (rows) => `${plural(rows, 'ligne n’a', 'lignes n’ont')} pas de valeur.`,
  offGrid: (rows) =>
    `${plural(rows, 'ligne ne tombe', 'lignes ne tombent')} sur aucun pas de temps du fichier : ${rows > 1 ? 'elles ne sont pas retenues' : 'elle n’est pas retenue'}.`,
  inNoTime: (rows) =>
    `${plural(rows, 'ligne a une heure', 'lignes ont une heure')} qui n’existe pas la nuit de mars du passage à l’heure d’été : ${rows > 1 ? 'elles ne sont pas retenues' : 'elle n’est pas retenue'}.`,
  hourOnce: (days) =>
    days === 1
      ? 'Le jour d’octobre du passage à l’heure d’hiver, le fichier n’a qu’une fois l’heure qui se répète : elle est considérée comme la première.'
      : `Les ${frenchNumber(days)} jours d’octobre du passage à l’heure d’hiver, le fichier n’a qu’une fois l’heure qui se répète : elle est considérée comme la première.`,
  estimated: (rows) =>
    `${plural(rows, 'valeur a été estimée', 'valeurs ont été estimées')} par le gestionnaire du réseau, et ${rows > 1 ? 'sont retenues' : 'est retenue'} quand même.`,
  indexWentBack: (days) =>
    days === 1
      ? 'Un jour, l’index est plus bas que la veille, comme après un changement de compteur : l’énergie de ce jour n’est pas connue.'
      : `${frenchNumber(days)} jours, l’index est plus bas que la veille, comme après un changement de compteur : l’énergie de ces jours n’est pas connue.`,
  allNew: 'Tous ses jours sont nouveaux.',
  noneNew: 'Aucun de ses jours n’est nouveau.',
  someNew: (days) => `${plural(days, 'jour est nouveau', 'jours sont nouveaux')}.`,
  own: (days) =>
    `Pour ${days === 1 ? 'un' : frenchNumber(days)} de ces jours, l’extension a lu le compteur elle-même : ce qu’il a compté reste tel quel, et le fichier n’ajoute que ce qui manque.`,
  importedBefore: (days, changed) =>
    changed === 0
      ? `Un autre fichier a déjà été importé pour ${plural(days, 'jour', 'jours')}, et celui-ci n’y ajoute rien.`
      : `Un autre fichier a déjà été importé pour ${plural(days, 'jour', 'jours')}. Celui-ci en complète ${frenchNumber(changed)}, ou a d’autres valeurs : c’est alors la dernière importation qui compte.`,
  unshown: (days) =>
    `Aucune énergie ne sera affichée pour ${plural(days, 'nouveau jour', 'nouveaux jours')} : l’extension était absente, et le fichier n’en a qu’une partie, ou plus que ce que le compteur a compté pendant ce temps, ou une courbe dont les périodes tarifaires sont inconnues, car les prix des réglages n’ont pas d’heures.`,
  known: (id) => `Tout cela a déjà été importé (numéro ${id}) : il n’y a rien à faire.`,
  otherPrm: (fileEnd, meterEnd) =>
    `Le fichier est celui d’un autre point de livraison (PRM) que ce compteur : son numéro finit par ${fileEnd}, et celui du compteur, ou de ses importations précédentes, par ${meterEnd}. Rien n’a été importé.`,
  priced: 'Le coût sera calculé avec vos prix.',
  unpriced: {
    noPrices: 'Il n’y aura pas encore de coût : les réglages n’ont pas de prix pour ce compteur.',
    noPrice: (dayMs) =>
      `Une partie de son énergie n’aura pas de coût : les réglages n’ont pas encore de prix pour le ${date(dayMs)}.`,
    noPeriod: (dayMs, period) =>
      `Une partie de son énergie n’aura pas de coût : les prix du ${date(dayMs)} n’en comportent pas pour la période tarifaire ${period}.`,
    unknownPeriod: (dayMs) =>
      `Une partie de son énergie n’aura pas de coût : les périodes tarifaires du ${date(dayMs)} ne sont pas connues, et les prix de ce jour en ont plusieurs.`,
    unknownDrawn: (dayMs) => `Il n’y aura pas encore de coût : rien n’indique ce qui a été soutiré le ${date(dayMs)}.`,
    noHours: (dayMs) =>
      `Une partie de son énergie n’aura pas de coût : une courbe de charge ne connaît pas les périodes tarifaires, et les prix du ${date(dayMs)} n’ont pas d’heures. Ajoutez les heures aux prix dans les réglages.`,
    noColour: (dayMs) =>
      `Une partie de son énergie n’aura pas de coût : cette version ne connaît pas la couleur du jour Tempo du ${date(dayMs)}, ou de la nuit précédente.`,
  },
  problem: {
    unknown:
      'Ce fichier ne peut pas être importé. Peuvent l’être : les fichiers CSV et la feuille de calcul du compte Enedis, les puissances moyennes du compte EDF (CSV), et les courbes de charge des programmes qui interrogent Enedis (CSV).',
    empty: 'Le fichier est vide.',
    tooLarge: (mostBytes) =>
      `Le fichier fait plus de ${megabytes(mostBytes)} Mo, et aucun fichier importable n’est aussi gros.`,
    tooManyRows: (mostRows) =>
      `Le fichier a plus de ${frenchNumber(mostRows)} lignes, et aucun de ce genre n’en a autant.`,
    tooLargeUnpacked: (mostBytes) =>
      `La feuille de calcul est plus grande que toutes celles d’Enedis, qui font moins de ${megabytes(mostBytes)} Mo une fois décompressées.`,
    brokenSpreadsheet: 'La feuille de calcul est endommagée ou incomplète : téléchargez-la de nouveau.',
    longText:
      'La feuille de calcul contient un texte plus long que tous ceux des feuilles d’Enedis. Si un tableur a enregistré le fichier, téléchargez-le de nouveau, et laissez-le tel quel.',
    farRow: (line) =>
      `La ligne ${frenchNumber(line)} de la feuille de calcul est loin en dessous de toutes les autres, ce qui n’arrive dans aucune feuille d’Enedis. Si un tableur a enregistré le fichier, téléchargez-le de nouveau, et laissez-le tel quel.`,
    badRow: (line, text) =>
      `La ligne ${line} n’a pas la forme attendue dans un tel fichier : « ${text} ». Si un tableur a enregistré le fichier, téléchargez-le de nouveau, et laissez-le tel quel.`,
    periodName: {
      tooLong: (line, name) =>
        `Le nom d’une période tarifaire, ligne ${line}, a plus de ${MOST_PERIOD_CHARACTERS} caractères : « ${name}… ». Raccourcissez-le dans le fichier.`,
      unprintable: (line, name) =>
        `Le nom d’une période tarifaire, ligne ${line}, contient des caractères invisibles, comme ESC : « ${name} ». Retirez-les du fichier.`,
    },
    truncated: (line) => `Le fichier s’arrête au milieu de la ligne ${line} : téléchargez-le de nouveau.`,
    twoMeters: (line) =>
      `La ligne ${line} est celle d’un autre point de livraison (PRM) que les précédentes. Utilisez un fichier par compteur.`,
    noValues: 'Le fichier n’a aucune ligne avec une valeur.',
    tooSlow: (mostMinutes) =>
      `La lecture du fichier a pris plus de ${frenchNumber(mostMinutes)} min et a été arrêtée. Si cette machine est très occupée, réessayez plus tard, ou importez le fichier en plusieurs parties.`,
    outOfMemory:
      'La lecture du fichier demande trop de mémoire et a été arrêtée. Importez le fichier en plusieurs parties.',
  },
  record: ({ id, firstDayMs, lastDayMs, days, atMs }, kind) =>
    `Numéro ${id} : ${kind}, du ${date(firstDayMs)} au ${date(lastDayMs)}, ${plural(days, 'jour', 'jours')}, importée le ${instant(atMs)}`,
  outcome: {
    imported: ({ id, days }) => `Importé : ${plural(days, 'jour', 'jours')}, sous le numéro ${id}.`,
    known: ({ id }) => `Cela a déjà été importé, sous le numéro ${id} : rien n’a changé.`,
    undone: ({ id, days }) =>
      `Retiré : le numéro ${id}, ${plural(days, 'jour', 'jours')}. L’historique est comme si le fichier n’avait jamais été importé.`,
    forgotten: ({ days, minutes, readings, fromMs, toMs }) =>
      `Effacé : ${plural(days, 'jour', 'jours')} après aujourd’hui, ${plural(minutes, 'minute', 'minutes')} et ${plural(readings, 'mesure', 'mesures')}, du ${instant(fromMs)} au ${instant(toMs)}. Ce que le compteur a compté alors est compté une fois, dans la première minute dont la date est juste.`,
    nothingLater: 'L’historique n’a rien qui soit daté après maintenant : il n’y a rien à effacer.',
    perhapsLate: ({ nowMs, untilMs }) =>
      `L’horloge de cette machine indique ${instant(nowMs)} (heure de Paris), et l’historique continue de là jusqu’au ${instant(untilMs)}. Rien ne montre qu’une horloge était en avance : celle-ci retarde donc sans doute. Vérifiez-la (date). Rien n’est effacé. Si l’horloge est juste, ajoutez --yes.`,
    noSuchImport: 'Cette importation n’existe plus : rien n’a changé.',
    tooMany: (most) =>
      `L’historique a ${frenchNumber(most)} importations et n’en accepte pas plus : retirez-en d’abord. Rien n’a changé.`,
    noRoom: (mostMegabytes) =>
      `Les importations peuvent prendre ${frenchNumber(mostMegabytes)} Mo de l’historique, le quart de journal.maxMegabytes, et avec celle-ci elles en prendraient plus. Augmentez journal.maxMegabytes dans les réglages de l’extension, ou retirez d’abord des importations. Rien n’a changé.`,
    failed: (says) => `L’historique local ne peut pas être écrit : ${says} Rien n’a changé.`,
    silent: 'L’extension n’a pas répondu à temps. Recommencez : ce qui est déjà fait ne sera pas fait deux fois.',
    otherVersion: 'Une autre version de l’extension tourne : redémarrez Homebridge, puis recommencez. Rien n’a changé.',
    notAllowed: (owner) =>
      `L’historique local appartient à l’utilisateur ${owner}, qui seul peut le modifier. Rien n’a changé.`,
    held: (holder) =>
      `Un autre programme occupe l’historique local et n’accepte pas d’importations (${holder}). Arrêtez-le, puis recommencez. Rien n’a changé.`,
  },
  command: {
    reading: (percent) => `Lecture du fichier : ${percent} %`,
    writing: 'Écriture dans l’historique local…',
    notAFile: (path) => `${path} n’est pas un fichier.`,
    refused: (path, says) => `${path} : ${says} Rien n’a changé.`,
    interrupted: 'Interrompu : rien n’a été écrit.',
    orGiven: 'Si c’est de l’énergie injectée, ajoutez --given.',
    notToChoose: 'Un tel fichier dit lui-même si l’énergie a été soutirée ou injectée : enlevez --given.',
    wouldImport: 'Rien n’a été écrit (--dry-run).',
    wouldUndo: (record) => `Cette importation serait retirée : ${record}. Rien n’a changé (--dry-run).`,
    toUndo: (command) => `Pour retirer cette importation : ${command}`,
    asOwner: (owner, command) => `Essayez en tant que cet utilisateur : sudo -u ${owner} ${command}`,
    imports: (meter, record) => `${meter} : ${record}`,
    noImports: 'Aucun fichier n’a été importé.',
    notImported: (path, meter) =>
      `Ce que contient ${path} n’est pas importé pour le compteur ${meter} : il n’y a rien à retirer.`,
    noImportOf: (meter) => `Aucun fichier n’a été importé pour le compteur ${meter} : il n’y a rien à retirer.`,
    noMeter: (folder) =>
      `Il n’y a pas encore de compteur, ni dans l’historique local de ${folder}, ni dans les réglages à côté. Donnez le nom qu’il a, ou qu’il aura, dans les réglages de l’extension : --meter NOM.`,
    whichMeter: (meters) =>
      `Il y a plusieurs compteurs : ${meters.join(', ')}. Indiquez celui du fichier : --meter NOM.`,
    unknownMeter: (name, meters) => `Il n’y a pas de compteur « ${name} ». Il y a : ${meters.join(', ')}.`,
    givenOfNothing: '--given concerne un fichier : ajoutez le FICHIER.',
    dryRunOfNothing: '--dry-run concerne une importation : ajoutez le FICHIER, ou --undo.',
  },
};

type Range = Parameters<(typeof english)['gaps']>[0][number];

function energyText({ drawn, given }: Parameters<(typeof english)['span']>[3]): string {
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

function megabytes(bytes: number): string {
  return frenchNumber(Math.floor(bytes / 1_000_000));
}
