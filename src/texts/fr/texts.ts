import type { MissingRange, Texts } from '../en/texts.ts';
import { createDatabaseCommand, type Host, type HostWords } from '../host.ts';
import { contractNameIn } from '../tariffs.ts';
import { frenchCli, frenchFaults, frenchMode } from './cli.ts';
import { frenchConfig } from './config.ts';
import { frenchHistoryImport } from './history-import.ts';
import { frenchHosts } from './host.ts';
import { frenchNumber, plural } from './numbers.ts';
import { frenchShare } from './share.ts';
import { frenchTariffs } from './tariffs.ts';
import { frenchUi } from './ui.ts';

/** All texts that a user sees, in French. @param by phrases that differ with what runs the service */
const textsOf = (by: HostWords): Texts => ({
  number: frenchNumber,
  tariffs: frenchTariffs,
  cli: frenchCli,
  ui: frenchUi,
  historyImport: frenchHistoryImport,
  share: frenchShare,
  config: frenchConfig(by),
  platform: {
    defect: (says) =>
      `Quelque chose est cassé dans ${by.program} ; le reste continue. Merci de le signaler, avec ces lignes : ${says}`,
    noStatus: (socket) =>
      `${by.cannotAsk} à ${by.program} comment tout se passe : ${socket} ne peut pas être créé. Son chemin est peut-être trop long, ou son dossier fermé à ${by.user}. Tout le reste fonctionne.`,
    statusAfter: (socket) =>
      `Un autre processus répondait jusqu’ici sur ${socket}, et s’est arrêté. Désormais, ${by.program} y répond.`,
  },
  meter: {
    found: (name, port, mode, bauds) => `${name} : le compteur répond sur ${port}, en ${frenchMode(mode, bauds)}.`,
    back: (name, silentMs) => `${name} : le compteur est de retour après ${duration(silentMs)}.`,
    meterNote: (name, says) => `${name} : ${says}`,
    trouble: {
      missing: (name, port) =>
        `${name} : ${port} n’existe pas. L’adaptateur USB est-il branché, et est-ce bien son nom ?`,
      forbidden: (name, port) => `${name} : pas le droit d’ouvrir ${port}. ${by.mayOpenPort}`,
      busy: (name, port) =>
        `${name} : un autre programme occupe ${port}. Arrêtez-le : une console sur ce port, ou un autre lecteur du compteur.`,
      unreachable: (name, port) =>
        `${name} : ${port} ne répond pas. La passerelle est-elle allumée, son adresse et son port sont-ils justes ?`,
      gone: (name, port) =>
        `${name} : ${port} a disparu pendant la lecture : débranché, ou fermé de l’autre côté. La lecture reprendra à son retour.`,
      unsupported: (name, port) =>
        `${name} : impossible de lire ${port} : les ports série se lisent sous Linux et macOS seulement. Ailleurs, utilisez une passerelle réseau (tcp://adresse:port).`,
      other: (name, port, reason) => `${name} : impossible de lire ${port} (${reason}). Nouveaux essais, sans bruit.`,
      silent: (name, port) =>
        `${name} : rien ne vient du compteur sur ${port}. Vérifiez les deux fils sur I1 et I2, et que la sortie TIC du compteur est active.`,
      unreadable: (name, port) =>
        `${name} : ce qui arrive sur ${port} ne vient pas d’un compteur. Vérifiez ${by.checkMode}, les fils sur I1 et I2 et la résistance de l’optocoupleur.`,
    },
    poorLine: (name, percent, mostly) =>
      `${name} : ${percent} % des données arrivent abîmées (surtout : ${frenchFaults[mostly] ?? mostly}). Vérifiez les fils sur I1 et I2, la résistance de l’optocoupleur, la longueur du câble.`,
    moreLabels: (name, most) =>
      `${name} : ce compteur envoie plus de ${most} étiquettes qu’aucune spécification ne nomme. Les ${most} premières sont gardées, les autres laissées de côté.`,
    goodLine: (name) => `${name} : ce que dit le compteur arrive de nouveau intact.`,
  },
  contract: {
    ofMeter: (name, says) => `${name} : ${says.charAt(0).toLowerCase()}${says.slice(1)}`,
    hours: ({ before, offPeak, isTold, fromDay, season }) => {
      const day = fromDay === undefined ? undefined : dayAndMonth(fromDay);
      const now = isTold
        ? `deviennent${day ? `, à partir du ${day},` : ''} ${hours(offPeak)}`
        : `sont${day ? `, depuis le ${day},` : ' maintenant'} ${hours(offPeak)}, d’après une journée entière observée`;
      const ofSeason = season ? ` Ce sont celles de ${frenchTariffs.seasons[season]}.` : '';
      return `Les heures creuses du contrat ${now} (avant : ${hours(before)}).${ofSeason}`;
    },
    contract: ({ before, contract }) =>
      `Le contrat est maintenant ${contractName(contract)} (avant : ${contractName(before)}).`,
    subscribed: ({ beforeVA, subscribedVA }) =>
      `La puissance souscrite est maintenant de ${frenchNumber(subscribedVA / 1000)} kVA (avant : ${frenchNumber(beforeVA / 1000)} kVA).`,
    meter: ({ before, address }) =>
      `Un autre compteur répond : son adresse se termine par ${address}, celle du précédent par ${before}. Ce qui avait été appris du contrat repart de zéro.`,
    message: ({ text }) => `Le compteur affiche un message : « ${text} »`,
    colour: ({ told, counted }) =>
      `Le compteur dit que le jour est ${colours[told]}, mais le compte comme un jour ${colours[counted]}. Comparez la facture de ce jour, et demandez au besoin à votre fournisseur.`,
    register: ({ named, moving }) =>
      `Le compteur dit compter dans l’index ${named}, mais c’est ${moving} qui avance. Comparez la facture avec les index, et demandez au besoin à votre fournisseur.`,
  },
  homekit: {
    tile: {
      power: (meter) => `${meter} Puissance`,
      current: (meter) => `${meter} Intensité`,
      injection: (meter) => `${meter} Injection`,
    },
    phase: (meter, phase) => `${meter} Phase ${phase}`,
    added: (name) => `Nouveau dans l’app Maison : ${name}.`,
    removed: (name) => `Retiré de l’app Maison, car il n’est plus dans les réglages : ${name}.`,
    notAdded: (name, reason) =>
      `Absent de l’app Maison : ${name}, que Homebridge n’a pas accepté (${reason}). Un pont porte au plus 149 accessoires. Retirez-en quelques-uns, ou faites fonctionner cette extension dans un pont enfant, qui est un pont à lui seul ; puis redémarrez Homebridge. Tous les autres fonctionnent.`,
  },
  matter: {
    tooOld:
      'Matter demande Homebridge 2.2.1 ou plus récent : celui-ci ne sait pas mesurer l’électricité dans Matter. L’app Maison a tout de même le compteur.',
    noMeterType:
      'Ce Homebridge n’a pas encore le type d’appareil de Matter pour les compteurs. Avec « matter » : « meter », un compteur est d’ici là un capteur électrique, et le reste ensuite.',
    staysSensor: (name) =>
      `${name} : il reste un capteur électrique dans Matter bien que les réglages disent « matter » : « meter », pour garder sa pièce. Pour en faire un compteur, mettez « off », redémarrez Homebridge, mettez « meter », et redémarrez-le encore.`,
    ownNodes:
      'Ce Homebridge sait montrer un compteur dans Matter à côté du pont plutôt que derrière lui. Cette version de l’extension ne le fait pas encore : une plus récente le fera peut-être.',
    removed: (name) => `Retiré de Matter, car il n’est plus dans les réglages : ${name}.`,
    staysOn: (name) =>
      `${name} : la prise dans Matter reste allumée. Elle représente le compteur, qui ne s’éteint pas ; avec « matter » : « electricalSensor » dans les réglages, elle n’a pas d’interrupteur.`,
    noAnswer: (name, seconds) =>
      `${name} : Homebridge ne répond pas depuis ${seconds} s au sujet de ce compteur dans Matter. Ce que Matter en montre est peut-être ancien ; tout le reste continue. Si cela dure, redémarrez Homebridge.`,
    answersAgain: (name) => `${name} : Homebridge répond de nouveau au sujet de ce compteur dans Matter.`,
    failing: (name, reason) => `${name} : Homebridge refuse son accessoire Matter (${reason}).`,
  },
  readingShare: {
    neverHeard: (sinceStartMs) =>
      `Rien n’est encore venu du compteur, ${duration(sinceStartMs)} après le démarrage. Le journal de ${by.program} dit pourquoi.`,
    silent: (silentMs) => `Le compteur se tait depuis ${duration(silentMs)}. Le journal de ${by.program} dit pourquoi.`,
    noSuchPath: 'Il n’y a rien ici. La mesure est au chemin /.',
    readOnly: 'La mesure peut seulement être lue, par GET ou HEAD.',
    otherHost:
      'Demandez par l’adresse IP de cette machine, ou par un nom que lui donne votre réseau : les noms d’Internet sont refusés, pour qu’aucune page web ne puisse lire ce que consomme la maison.',
  },
  writer: {
    broken: (says: string) =>
      `La partie de ${by.program} qui tient l’historique et écrit dans InfluxDB s’est arrêtée sur une erreur (${says}). Elle redémarre${by.homeWorksOn}. Merci de signaler cette ligne.`,
    memory: `La partie de ${by.program} qui tient l’historique et écrit dans InfluxDB a manqué de mémoire. Elle redémarre${by.homeWorksOn}.`,
    silent: `La partie de ${by.program} qui tient l’historique et écrit dans InfluxDB n’a pas bougé depuis une minute. Elle redémarre${by.homeWorksOn}.`,
    back: `La partie de ${by.program} qui tient l’historique et écrit dans InfluxDB fonctionne de nouveau.`,
    stuck: `Le disque ne répond plus depuis une minute : l’historique et InfluxDB l’attendent${by.homeWorksOn}. Vérifiez la carte SD.`,
    unstuck: 'Le disque répond de nouveau : l’historique et InfluxDB reprennent.',
    full: (most: number) =>
      `${frenchNumber(most)} mesures attendent d’être écrites : ce que le compteur dit maintenant ${by.shownInHome} ni dans l’historique ni dans InfluxDB.`,
    lost: (count) =>
      count === 1
        ? '1 mesure n’a pas pu être gardée jusqu’à son écriture : elle manque dans l’historique et dans InfluxDB.'
        : `${frenchNumber(count)} mesures n’ont pas pu être gardées jusqu’à leur écriture : elles manquent dans l’historique et dans InfluxDB.`,
    leftBehind: (count) =>
      count === 1
        ? 'Arrêt alors que 1 mesure restait à écrire : elle manque peut-être dans l’historique.'
        : `Arrêt alors que ${frenchNumber(count)} mesures restaient à écrire : elles manquent peut-être dans l’historique.`,
  },
  journal: {
    memoryOnly: (path, why) =>
      `L’historique ${path} ne peut pas être écrit : ${why} En attendant, les mesures sont gardées en mémoire${by.homeWorksOn}.`,
    trouble: {
      unreachable: () =>
        `le fichier ne peut pas être ouvert. Vérifiez que son dossier existe et appartient à ${by.user}.`,
      readOnly: () =>
        'le fichier ou son disque est en lecture seule. Vérifiez les droits du fichier et l’état de la carte SD, qui passe en lecture seule quand elle est en fin de vie.',
      full: () => `le disque est plein. Libérez-y de la place. Pour en récupérer davantage ensuite, ${by.lowerSize}.`,
      folder: (reason) =>
        `un dossier est à la place d’un de ses fichiers (${reason}). Déplacez ce dossier, ou donnez-lui un autre nom.`,
      link: (path) =>
        `${path} est un lien, et root ne suit aucun lien qu’un autre utilisateur a créé. Mettez-y le fichier lui-même, ou essayez avec l’utilisateur à qui le dossier appartient.`,
      shared: (reason) => `un autre programme y écrit (${reason}). ${by.otherWriter}`,
      newer: (reason) =>
        `une version plus récente de ${by.program} l’a créé (${reason}). Réinstallez cette version, ou déplacez le fichier.`,
      foreign: (reason) =>
        `c’est la base de données d’un autre programme, pas de ${by.program} (${reason}). Déplacez le fichier, et un nouvel historique commencera.`,
      damagedRepeatedly: () => `il a été abîmé plusieurs fois en une heure. Remplacez la carte SD, puis ${by.restart}.`,
      damaged: (reason) => `il est abîmé (${reason}) et ne peut pas être mis de côté. Vérifiez la carte SD.`,
      failing: (reason) => `le disque ne répond pas correctement (${reason}). Vérifiez la carte SD.`,
    },
    closed: 'l’historique est fermé, car le programme s’arrête.',
    unfitImport: 'une valeur est hors limites, ou seule une version plus récente l’accepte.',
    imported: (meter, days, from, to) =>
      `Un fichier d’historique a été importé pour le compteur ${meter} : ${daysFromTo(days, from, to)}.`,
    importUndone: (meter, days, from, to) =>
      `Un fichier d’historique importé a été retiré pour le compteur ${meter} : ${daysFromTo(days, from, to)}.`,
    forgetting: (most) =>
      `Les ${frenchNumber(most)} mesures que la mémoire peut garder attendent d’être écrites : à partir de maintenant, les plus anciennes sont abandonnées.`,
    written: (forgotten) =>
      forgotten === 0
        ? 'L’historique est de nouveau écrit sur le disque, avec tout ce qui était en mémoire.'
        : `L’historique est de nouveau écrit sur le disque, avec ce qui était en mémoire ; ${frenchNumber(forgotten)} ${forgotten === 1 ? 'mesure plus ancienne y manque' : 'mesures plus anciennes y manquent'}.`,
    unwritten: (count) =>
      count === 1
        ? 'Arrêt avec 1 mesure qui n’a pas pu être écrite : elle manque dans l’historique.'
        : `Arrêt avec ${frenchNumber(count)} mesures qui n’ont pas pu être écrites : elles manquent dans l’historique.`,
    setAside: (path, as) =>
      `L’historique ${path} était abîmé. Il est conservé sous le nom ${as}, et un nouveau commence.`,
    mended: (path, as, { readings, minutes, days, imports }) => {
      const lost = [
        readings && lostOf('mesures', readings),
        minutes && lostOf('minutes des courbes', minutes),
        days && lostOf('valeurs des jours', days),
        imports && lostOf('journées des fichiers importés', imports),
      ];
      const said = lost.filter((one) => one !== undefined).join(' et ') || 'rien, pour autant qu’on puisse le voir';
      return `L’historique ${path} était abîmé. Il est conservé sous le nom ${as}, et un nouveau continue avec ce qui a pu en être lu. Perdu : ${said}.${imports ? ' Importez de nouveau vos fichiers.' : ''} Vérifiez la carte SD.`;
    },
    rescued: {
      gone: (path) =>
        `L’historique ${path} a été perdu. Ce qui est montré vient de la seconde copie, à côté : les jours, les fichiers importés et le contrat, sans les courbes. Au prochain démarrage de ${by.program}, l’historique en sera refait.`,
      damaged: (path) =>
        `${path} est abîmé. Sont montrés ce qui peut encore y être lu, et ce que contient sa seconde copie. La réparation se fait dès que ${by.program} le remarque, au plus tard à son prochain démarrage.`,
    },
    takenFromCopy: (days, imports) =>
      `Il manquait à l’historique ${[days > 0 && plural(days, 'jour', 'jours'), imports > 0 && plural(imports, 'fichier importé', 'fichiers importés')].filter(Boolean).join(' et ')} que sa seconde copie contient : c’est récupéré.`,
    copyUnreadable: (folder, files) =>
      `La seconde copie de l’historique, dans ${folder}, est abîmée (${files}). Elle est réécrite d’après l’historique, et les fichiers abîmés y sont gardés sous d’autres noms. Vérifiez la carte SD.`,
    notCopied: (folder, why) =>
      `La seconde copie de l’historique, dans ${folder}, ne peut pas être écrite : ${why} L’historique lui-même continue ; sa seconde copie est retentée toutes les heures.`,
    copied: 'La seconde copie de l’historique est de nouveau à jour.',
    unreadable: (fromMs, toMs) =>
      `L’historique du ${instant(fromMs)} au ${instant(toMs)} est abîmé sur le disque et laissé de côté. Vérifiez la carte SD.`,
    clockWaits: `L’horloge de cette machine n’est pas encore à l’heure : les mesures sont gardées en mémoire, sans date${by.homeWorksOn}. Vérifiez le réseau, d’où la machine reçoit l’heure.`,
    clockSet: 'L’horloge de cette machine est à l’heure : les mesures gardées en mémoire sont datées.',
    clockDisputed: (byMs) =>
      `L’horloge du compteur est en avance de ${duration(byMs)} sur celle de cette machine. Les mesures sont datées par l’horloge de cette machine : vérifiez qu’elle est juste.`,
    clockAhead: (byMs) =>
      `L’horloge de cette machine est en avance de ${duration(byMs)} sur celle du compteur. Elle date quand même les mesures, mais rien d’ancien n’est retiré de l’historique : vérifiez qu’elle est juste.`,
    rotates: `L’historique a atteint ${by.allowedSize} : désormais, les mesures les plus anciennes laissent la place aux nouvelles.`,
    curvesCut: `L’historique a atteint ${by.allowedSize} : les minutes les plus anciennes de ses courbes laissent la place, jusqu’à n’en garder que cinq semaines s’il le faut. Pour les garder plus longtemps, ${by.raiseSize}.`,
    losing: (fromMs) =>
      `L’historique est plein de mesures qu’InfluxDB n’a pas prises : les plus anciennes sont abandonnées, à partir du ${instant(fromMs)}, jusqu’à ce qu’il les prenne. Pour en garder plus, ${by.raiseSize}.`,
    lost: (fromMs, toMs) =>
      `Les mesures du ${instant(fromMs)} au ${instant(toMs)} ont été abandonnées avant qu’InfluxDB ne les prenne.`,
  },
  influx: {
    mirroring: (url, server) => `Chaque mesure part vers ${server} sur ${url}.`,
    back: (url, awayMs, readings, isAllTaken) =>
      `La base de données sur ${url} ${isAllTaken ? 'a de nouveau tout reçu' : 'est de retour'} après ${duration(awayMs)} : ${frenchNumber(readings)} ${readings === 1 ? 'mesure en attente a été envoyée' : 'mesures en attente ont été envoyées'}.`,
    outage: {
      notListening: (url) =>
        `La base de données sur ${url} n’est pas lancée : rien n’y écoute.${by.outageAdvice.notListening}`,
      unknownHost: (url) =>
        `La base de données est introuvable : aucune machine ne répond au nom donné dans ${url}.${by.outageAdvice.unknownHost}`,
      silent: (url) => `La base de données sur ${url} ne répond pas.${by.outageAdvice.silent}`,
      full: (url, reason) =>
        `Le disque de la base de données sur ${url} est plein, ou presque (${reason}). Libérez-y de la place.`,
      failing: (url, reason) =>
        `La base de données sur ${url} est en difficulté (${reason}).${by.outageAdvice.failing}`,
      broken: (url, reason) =>
        `La connexion avec la base de données sur ${url} se rompt (${reason}).${by.outageAdvice.broken}`,
    },
    busy: (url, reason) => `La base de données sur ${url} demande d’attendre (${reason}).${by.outageAdvice.busy}`,
    mistake: {
      credentials: (to, reason) =>
        to.version === '2'
          ? `InfluxDB sur ${to.url} ${to.token === '' ? 'veut un jeton' : 'refuse le jeton'} (${reason}). Mettez ${by.intoToken} un jeton qui a le droit d’écrire dans le bucket ${to.bucket} (dans InfluxDB 2 : Load Data, API Tokens). À partir d’InfluxDB 2.9, un jeton existant ne peut plus être relu : si le vôtre est perdu, créez-en un autre.`
          : `InfluxDB sur ${to.url} refuse ${to.username === '' ? 'qu’on lui écrive sans utilisateur' : `l’utilisateur ${to.username} ou le mot de passe`} (${reason}). Vérifiez ${by.names.username} et ${by.names.password}.`,
      rights: (to, reason) =>
        to.version === '2'
          ? `${by.theToken} n’a pas le droit d’écrire dans le bucket ${to.bucket} d’InfluxDB sur ${to.url} (${reason}). Créez-en un qui l’a : Load Data, API Tokens.`
          : `L’utilisateur ${to.username} n’a pas le droit d’écrire dans la base ${to.database} d’InfluxDB sur ${to.url} (${reason}). Faites exécuter par un administrateur : GRANT WRITE ON "${to.database}" TO "${to.username}".`,
      noSuchStore: (to, reason) =>
        to.version === '2'
          ? `InfluxDB sur ${to.url} n’a pas de bucket ${to.bucket}${to.org === '' ? '' : ` dans l’organisation ${to.org}`} (${reason}). Créez-le (Load Data, Buckets), ou vérifiez ${by.names.bucket} et ${by.names.org}.`
          : `InfluxDB sur ${to.url} n’a pas de base ${to.database} (${reason}). ${by.createDatabase(createDatabaseCommand(to))}, ou vérifiez ${by.names.database}.`,
      noSuchRetentionPolicy: (to, reason) =>
        `InfluxDB sur ${to.url} ne connaît pas la politique de rétention (${reason}). Créez-la, ou ${by.noRetentionPolicy}.`,
      address: (to, reason) =>
        `Ce qui répond sur ${to.url} n’est pas InfluxDB, ou pas sa version ${to.version} (${reason}). Vérifiez ${by.names.url}, ${by.checkVersion} et le proxy s’il y en a un.`,
      certificate: (to, reason) =>
        `Le certificat de ${to.url} n’est pas reconnu (${reason}). Installez son autorité sur cette machine (NODE_EXTRA_CA_CERTS), ou, dans votre propre réseau, mettez http:// dans ${by.names.url}.`,
      stranger: (to, reason) =>
        `Ce qui répond sur ${to.url} (${reason}) ne montre pas que c’est un InfluxDB : un point qui y a été envoyé ne peut pas y être relu. Vérifiez l’adresse et le port dans ${by.names.url}. Si un proxy se trouve devant InfluxDB, il doit laisser passer /ping, /health ou /query.`,
    },
    meanwhile: {
      notListening: 'Ce que dit le compteur est gardé et partira à son retour.',
      unknownHost: 'Ce que dit le compteur est gardé et partira dès qu’elle sera là.',
      silent: 'Ce que dit le compteur est gardé et partira dès qu’il répondra.',
      full: 'Ce que dit le compteur est gardé et partira dès qu’il y en aura.',
      failing: 'Ce que dit le compteur est gardé et partira dès qu’il ira mieux.',
      broken: 'Ce que dit le compteur est gardé et partira dès qu’elle tiendra.',
      busy: 'Ce que dit le compteur est gardé et partira plus tard.',
      misconfigured: 'D’ici là, ce que dit le compteur est gardé.',
    },
    unverified: (url) =>
      `InfluxDB sur ${url} accepte ce qui lui est envoyé, mais rien ne montre qu’il le garde : il n’est pas permis de l’y relire. Tout est envoyé, et reste aussi dans l’historique de cette machine tant qu’il y a de la place. Pour en finir, donnez au jeton ou à l’utilisateur le droit de lire, ou faites laisser passer /ping ou /health par le proxy.`,
    noOrganisation: (url, reason) =>
      `InfluxDB 2 sur ${url} veut le nom de votre organisation (${reason}). ${by.addOrganisation}`,
    waiting: (readings, sinceMs) =>
      `${frenchNumber(readings)} ${readings === 1 ? 'mesure attend' : 'mesures attendent'} pour l’instant, depuis le ${instant(sinceMs)}.`,
    series: (named, inAll) =>
      `${named.join(', ')}${inAll > named.length ? ` et ${inAll - named.length} ${inAll - named.length === 1 ? 'autre série' : 'autres séries'}` : ''}`,
    refused: (url, series, reason, file) =>
      `InfluxDB sur ${url} refuse des points de ${series} (${reason}). Ils sont mis de côté dans ${file}, jusqu’à 100 par série, et tout le reste continue. Le plus souvent, un autre programme y a écrit avec un autre type : donnez à Linky TIC une base à lui, et envoyez ce qui a été refusé avec linky-tic history send, tant que l’historique l’a.`,
    takenAgain: (url, series) =>
      `InfluxDB sur ${url} accepte de nouveau les points de ${series}. Envoyez ce qu’il a refusé avec linky-tic history send.`,
    notSetAside: (file, reason) =>
      `Ce qu’InfluxDB refuse ne peut pas être mis de côté : ${file} ne peut pas être écrit (${reason}). L’historique l’a pour quelques jours : linky-tic history send l’envoie.`,
    dropped: (url, points) =>
      `InfluxDB sur ${url} a laissé tomber ${frenchNumber(points)} ${points === 1 ? 'point plus ancien' : 'points plus anciens'} que ce qu’il doit garder (sa rétention).`,
    partly: (url, reason) => `InfluxDB sur ${url} n’a enregistré qu’une partie de ce qui a été envoyé (${reason}).`,
    unreadable: (reason) =>
      `Une mesure de l’historique ne peut pas être comprise et ne part pas vers InfluxDB (${reason}). Les suivantes de la même sorte n’y partent pas non plus, et aucune autre ligne ne le dira.`,
    defect: (reason) =>
      `L’envoi vers InfluxDB est cassé dans ${by.program} (${reason}). Nouvel essai chaque minute. Merci de signaler cette ligne.`,
    heard: (url, says) => `InfluxDB sur ${url} : ${says}`,
  },
});

/** The texts, by what runs the service. */
export const frenchFor: { readonly [H in Host]: Texts } = {
  homebridge: textsOf(frenchHosts.homebridge),
  options: textsOf(frenchHosts.options),
  config: textsOf(frenchHosts.config),
  page: textsOf(frenchHosts.page),
};

/** The texts of the plugin. */
export const fr = frenchFor.homebridge;

const colours = { blue: 'bleu', white: 'blanc', red: 'rouge' };

function contractName(written: string): string {
  return contractNameIn(frenchTariffs, written) ?? written;
}

/** Hours of a day as `ContractCalendar` writes them. */
function hours(written: string): string {
  if (written === '00:00-00:00') return 'toute la journée';
  return written === '' ? 'aucune' : written.replaceAll('-', '–').replaceAll(',', ', ');
}

/** A length of time: in seconds or minutes, and from an hour on in two units (`2 h 5 min`, `3 j 4 h`). */
function duration(ms: number): string {
  const s = Math.round(ms / 1000);
  if (s < 60) return `${s} s`;
  if (s < 3600) return `${Math.floor(s / 60)} min`;
  if (s < 86_400) return `${Math.floor(s / 3600)} h ${Math.floor((s % 3600) / 60)} min`;
  return `${Math.floor(s / 86_400)} j ${Math.floor((s % 86_400) / 3600)} h`;
}

function daysFromTo(days: number, from: string, to: string): string {
  return `${frenchNumber(days)} ${days === 1 ? 'jour' : 'jours'}, du ${from} au ${to}`;
}

function lostOf(what: string, { fromMs, toMs, inPart }: MissingRange): string {
  const these = inPart ? `une partie des ${what}` : `les ${what}`;
  if (fromMs !== undefined && toMs !== undefined) return `${these} du ${instant(fromMs)} au ${instant(toMs)}`;
  if (fromMs !== undefined) return `${these} après le ${instant(fromMs)}`;
  if (toMs !== undefined) return `${these} avant le ${instant(toMs)}`;
  return inPart ? these : `toutes les ${what}`;
}

/** A date without its year, `10 décembre`, from the days since 1970-01-01. */
function dayAndMonth(day: number): string {
  const date = new Date(day * 86_400_000).toLocaleString('fr-FR', { timeZone: 'UTC', day: 'numeric', month: 'long' });
  return date.replace(/^1 /, '1er ');
}

/** A date and a time in this machine's time zone. */
function instant(ms: number): string {
  return new Date(ms).toLocaleString('fr-FR', { dateStyle: 'medium', timeStyle: 'medium' });
}
