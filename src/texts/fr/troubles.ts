import { forShell } from '../../base/printable.ts';
import type { Lost, MissingRange } from '../../trouble/news.ts';
import type { ClosedPaths, DiskFacts, DiskTrouble, InfluxPlace } from '../../trouble/trouble.ts';
import type { Said, TroubleWords } from '../../trouble/words.ts';
import { createDatabaseCommand, type HostWords, storeOf, storeSetting } from '../host.ts';
import { frenchNumber, lineMode, plural } from './numbers.ts';
import { duration, instant } from './times.ts';

/** What is wrong with the disk of the history, in French: a clause that ends with a full stop, and what to do. */
export const frenchDisk =
  (by: HostWords) =>
  ({ kind, says, closed }: DiskFacts): Said =>
    closed ? closedPaths(closed) : diskTroubles(by)[kind](says);

function closedPaths(closed: ClosedPaths): Said {
  switch (closed.kind) {
    case 'noFolder':
      return { says: `il n’y a pas de dossier ${closed.path}.`, cure: 'Créez-le, ou vérifiez son nom.' };
    case 'foreign': {
      const { paths, owner, user, isFolder } = closed;
      return {
        says: `${paths.join(', ')} ${paths.length === 1 ? 'appartient' : 'appartiennent'} à ${owner}, et ${user} n’a pas le droit d’y écrire.`,
        cure: `Dans un terminal : sudo chown ${isFolder ? '-R ' : ''}${user}: ${paths.map(forShell).join(' ')}`,
      };
    }
    case 'rights': {
      const { paths, user, isFolder } = closed;
      return {
        says: `${user} n’a pas le droit de lire et d’écrire ${paths.join(', ')}.`,
        cure: `Dans un terminal : sudo chmod ${isFolder ? '-R ' : ''}u+rwX ${paths.map(forShell).join(' ')}`,
      };
    }
  }
}

const diskTroubles = (by: HostWords): { readonly [K in DiskTrouble]: (says: string) => Said } => ({
  unreachable: () => ({
    says: 'le fichier ne peut pas être ouvert.',
    cure: `Vérifiez que son dossier existe et appartient à ${by.user}.`,
  }),
  readOnly: () => ({
    says: 'le fichier ou son disque est en lecture seule.',
    cure: 'Vérifiez les droits du fichier et l’état de la carte SD, qui passe en lecture seule quand elle est en fin de vie.',
  }),
  full: () => ({
    says: 'le disque est plein.',
    cure: `Libérez-y de la place. Pour en récupérer davantage ensuite, ${by.lowerSize}.`,
  }),
  folder: (says) => ({
    says: `un dossier est à la place d’un de ses fichiers (${says}).`,
    cure: 'Déplacez ce dossier, ou donnez-lui un autre nom.',
  }),
  shared: (says) => ({ says: `un autre programme y écrit (${says}).`, cure: by.otherWriter }),
  newer: (says) => ({
    says: `une version plus récente de ${by.program} l’a créé (${says}).`,
    cure: 'Réinstallez cette version, ou déplacez le fichier.',
  }),
  foreign: (says) => ({
    says: `c’est la base de données d’un autre programme, pas de ${by.program} (${says}).`,
    cure: 'Déplacez le fichier, et un nouvel historique commencera.',
  }),
  damagedRepeatedly: () => ({
    says: 'il a été endommagé plusieurs fois en une heure.',
    cure: `Remplacez la carte SD, puis ${by.restart}.`,
  }),
  damaged: (says) => ({
    says: `il est endommagé (${says}) et ne peut pas être mis de côté.`,
    cure: 'Vérifiez la carte SD.',
  }),
  failing: (says) => ({
    says: `le disque ne répond pas correctement (${says}).`,
    cure: 'Vérifiez la carte SD.',
  }),
});

/** What is wrong, what to do about it, that it is over, and what happened once, in French. */
export function frenchTroubles(by: HostWords): TroubleWords {
  const disk = frenchDisk(by);
  return {
    waiting: ({ unsent, sinceMs }) =>
      sinceMs === undefined
        ? ''
        : `${frenchNumber(unsent)} ${unsent === 1 ? 'mesure attend' : 'mesures attendent'} depuis le ${instant(sinceMs)}.`,
    says: {
      line: {
        missing: ({ name, port }) => ({
          says: `${name} : ${port} n’existe pas.`,
          cure: 'L’adaptateur USB est-il branché, et est-ce bien son nom ?',
        }),
        forbidden: ({ name, port }) => ({ says: `${name} : pas le droit d’ouvrir ${port}.`, cure: by.mayOpenPort }),
        busy: ({ name, port, holders = [] }) => ({
          says: `${name} : un autre programme${programs(holders)} occupe ${port}.`,
          cure: 'Arrêtez-le : une console sur ce port, ou un autre lecteur du compteur.',
        }),
        unreachable: ({ name, port }) => ({
          says: `${name} : ${port} ne répond pas.`,
          cure: 'La passerelle est-elle allumée, son adresse et son port sont-ils justes ?',
        }),
        gone: ({ name, port }) => ({
          says: `${name} : ${port} a disparu pendant la lecture : débranché, ou fermé de l’autre côté.`,
          cure: 'Rebranchez-le : la lecture reprendra alors.',
        }),
        unsupported: ({ name, port }) => ({
          says: `${name} : impossible de lire ${port} : les ports série se lisent sous Linux et macOS seulement.`,
          cure: 'Ailleurs, utilisez une passerelle réseau (tcp://adresse:port).',
        }),
        other: ({ name, port, says = '' }) => ({
          says: `${name} : impossible de lire ${port} (${says}).`,
          cure: 'La lecture reprendra d’elle-même dès que ce sera possible.',
        }),
        silent: ({ name, port }) => ({
          says: `${name} : rien ne vient du compteur sur ${port}.`,
          cure: 'Vérifiez les deux fils sur I1 et I2, et que la sortie TIC du compteur est active.',
        }),
        garbage: ({ name, port }) => ({
          says: `${name} : ce qui arrive sur ${port} est illisible : ce n’est pas un compteur, ou son signal est trop endommagé.`,
          cure: 'Vérifiez les fils sur I1 et I2, ou essayez un autre adaptateur.',
        }),
        fixedFormat: ({ name, port, mode, baudRate }) => ({
          says: `${name} : ce qui arrive sur ${port} n’est pas ce que les réglages attendent : ${[mode && `mode ${mode}`, baudRate && `${baudRate} bauds`].filter(Boolean).join(', ')}.`,
          cure: `Vérifiez ${by.checkMode} : « auto » détecte les deux. Si cela ne change rien, vérifiez les fils sur I1 et I2.`,
        }),
        shared: ({ name, port, holders = [] }) => ({
          says: `${name} : un autre programme${programs(holders)} lit aussi ${port}, et prend une partie de ce qu’envoie le compteur.`,
          cure: 'Arrêtez-le : un seul programme à la fois peut lire un compteur.',
        }),
        noise: ({ name, port, percent = 0, mostly = '' }) => ({
          says:
            percent === 100
              ? `${name} : un compteur est entendu sur ${port}, mais rien n’arrive intact (surtout : ${faults[mostly] ?? mostly}).`
              : `${name} : ${percent} % des données arrivent endommagées et sont laissées de côté (surtout : ${faults[mostly] ?? mostly}).`,
          cure: 'Vérifiez les fils sur I1 et I2 et la longueur du câble, ou essayez un autre adaptateur.',
        }),
      },
      clock: {
        unset: () => ({
          says: `L’horloge de cette machine n’est pas encore à l’heure : les mesures sont gardées en mémoire, sans date${by.homeWorksOn}.`,
          cure: 'Vérifiez le réseau, d’où la machine reçoit l’heure.',
        }),
        behind: ({ byMs = 0, waits }) => ({
          says: `L’horloge du compteur est en avance de ${duration(byMs)} sur celle de cette machine. ${waits ? 'Les mesures sont gardées en mémoire, sans date, pendant quelques minutes, en attendant que celle de la machine soit mise à l’heure.' : 'Les mesures sont datées par l’horloge de cette machine.'}`,
          cure: 'Vérifiez que l’horloge de cette machine est juste : elle reçoit l’heure du réseau.',
        }),
        ahead: ({ byMs = 0, waits }) => ({
          says: `L’horloge de cette machine est en avance de ${duration(byMs)} sur celle du compteur. ${waits ? 'Les mesures sont gardées en mémoire, sans date, pendant cinq minutes, en attendant qu’elle soit mise à l’heure.' : 'Elle date quand même les mesures, mais rien d’ancien n’est retiré de l’historique local.'}`,
          cure: 'Vérifiez que l’horloge de cette machine est juste : elle reçoit l’heure du réseau.',
        }),
      },
      history: {
        unreachable: memoryOnly('unreachable'),
        readOnly: memoryOnly('readOnly'),
        full: memoryOnly('full'),
        folder: memoryOnly('folder'),
        shared: memoryOnly('shared'),
        newer: memoryOnly('newer'),
        foreign: memoryOnly('foreign'),
        damaged: memoryOnly('damaged'),
        damagedRepeatedly: memoryOnly('damagedRepeatedly'),
        failing: memoryOnly('failing'),
        notCopied: ({ path, says, closed, why: kind = 'failing' }) => {
          const why = disk({ kind, says, closed });
          return {
            says: `La seconde copie de l’historique local, dans ${path}, ne peut pas être écrite : ${why.says}`,
            cure: why.cure,
            meanwhile: 'L’historique local lui-même continue ; un nouvel essai de copie a lieu toutes les dix minutes.',
          };
        },
        losing: ({ fromMs = 0 }) => ({
          says: `L’historique local est plein de mesures qu’InfluxDB n’a pas acceptées : les plus anciennes sont supprimées, à partir du ${instant(fromMs)}, jusqu’à ce qu’il les accepte.`,
          cure: `Pour en garder plus, ${by.raiseSize}.`,
        }),
        dropping: ({ most = 0 }) => ({
          says: `${frenchNumber(most)} mesures attendent d’être écrites, et la mémoire ne peut pas en garder plus : à partir de maintenant, les plus anciennes sont perdues.`,
          cure: '',
        }),
      },
      mirror: {
        notListening: ({ to: { url } }) => ({
          says: `La base de données sur ${url} n’est pas lancée : rien n’y écoute.`,
          cure: by.outageAdvice.notListening,
          meanwhile: 'Les mesures sont gardées, et partiront à son retour.',
        }),
        unknownHost: ({ to: { url } }) => ({
          says: `La base de données est introuvable : aucune machine ne répond au nom donné dans ${url}.`,
          cure: by.outageAdvice.unknownHost,
          meanwhile: 'Les mesures sont gardées, et partiront dès qu’elle sera trouvée.',
        }),
        silent: ({ to: { url } }) => ({
          says: `La base de données sur ${url} ne répond pas.`,
          cure: by.outageAdvice.silent,
          meanwhile: 'Les mesures sont gardées, et partiront dès qu’elle répondra.',
        }),
        full: ({ to: { url }, says }) => ({
          says: `Le disque de la base de données sur ${url} est plein, ou presque (${says}).`,
          cure: 'Libérez-y de la place.',
          meanwhile: 'Les mesures sont gardées, et partiront dès qu’il y aura de la place.',
        }),
        failing: ({ to: { url }, says }) => ({
          says: `La base de données sur ${url} signale une erreur (${says}).`,
          cure: by.outageAdvice.failing,
          meanwhile: 'Les mesures sont gardées, et partiront dès qu’elle fonctionnera de nouveau.',
        }),
        broken: ({ to: { url }, says }) => ({
          says: `La connexion avec la base de données sur ${url} se rompt (${says}).`,
          cure: by.outageAdvice.broken,
          meanwhile: 'Les mesures sont gardées, et partiront dès que la connexion tiendra.',
        }),
        busy: ({ to: { url }, says }) => ({
          says: `La base de données sur ${url} demande d’attendre (${says}).`,
          cure: by.outageAdvice.busy,
          meanwhile: 'Les mesures sont gardées, et partiront plus tard.',
        }),
        credentials: ({ to, says }) =>
          to.version === '2'
            ? {
                says: `InfluxDB sur ${to.url} ${to.hasCredentials ? 'refuse le jeton' : 'demande un jeton'} (${says}).`,
                cure: `Mettez ${by.intoToken} un jeton qui a le droit d’écrire dans le bucket ${to.bucket} (dans InfluxDB 2 : Load Data, API Tokens). InfluxDB 2.9 et suivants ne le montrent qu’à sa création : si le vôtre est perdu, créez-en un autre.`,
                meanwhile: UNTIL_THEN,
              }
            : {
                says: `InfluxDB sur ${to.url} refuse ${to.hasCredentials ? `l’utilisateur ${to.username} ou le mot de passe` : 'l’écriture sans utilisateur'} (${says}).`,
                cure: `Vérifiez ${by.names.username} et ${by.names.password}.`,
                meanwhile: UNTIL_THEN,
              },
        rights: ({ to, says }) =>
          to.version === '2'
            ? {
                says: `${by.theToken} n’a pas le droit d’écrire dans le bucket ${to.bucket} d’InfluxDB sur ${to.url} (${says}).`,
                cure: 'Créez-en un qui l’a : Load Data, API Tokens.',
                meanwhile: UNTIL_THEN,
              }
            : {
                says: `L’utilisateur ${to.username} n’a pas le droit d’écrire dans la base ${to.database} d’InfluxDB sur ${to.url} (${says}).`,
                cure: `Faites exécuter par un administrateur : GRANT WRITE ON "${to.database}" TO "${to.username}".`,
                meanwhile: UNTIL_THEN,
              },
        noSuchStore: ({ to, says }) =>
          to.version === '2'
            ? {
                says: `InfluxDB sur ${to.url} n’a pas de bucket ${to.bucket}${to.org === '' ? '' : ` dans l’organisation ${to.org}`} (${says}).`,
                cure: `Créez-le (Load Data, Buckets), ou vérifiez ${by.names.bucket} et ${by.names.org}.`,
                meanwhile: UNTIL_THEN,
              }
            : {
                says: `InfluxDB sur ${to.url} n’a pas de base ${to.database} (${says}).`,
                cure: `${by.createDatabase(createDatabaseCommand(to))}, ou vérifiez ${by.names.database}.`,
                meanwhile: UNTIL_THEN,
              },
        noSuchRetentionPolicy: ({ to: { url }, says }) => ({
          says: `InfluxDB sur ${url} ne connaît pas la politique de rétention (${says}).`,
          cure: `Créez-la, ou ${by.noRetentionPolicy}.`,
          meanwhile: UNTIL_THEN,
        }),
        noOrganisation: ({ to: { url }, says }) => ({
          says: `InfluxDB 2 sur ${url} demande le nom de votre organisation (${says}).`,
          cure: by.addOrganisation,
          meanwhile: UNTIL_THEN,
        }),
        noRoom: ({ to, says }) => ({
          says: `InfluxDB sur ${to.url} n’a pas de base ${storeOf(to)}, ni de place pour une autre (${says}).`,
          cure: `Supprimez-y une base inutile (dans InfluxDB 3 Core : influxdb3 delete database et son nom), ou remplacez ${by.names[storeSetting(to)]} par le nom d’une base qui y est.`,
          meanwhile: UNTIL_THEN,
        }),
        refusesAll: ({ to, says }) => ({
          says: `Ce qui répond sur ${to.url} refuse tout ce qui est écrit dans ${storeOf(to)} (${says}) : la cause est la base ou l’adresse, pas les mesures.`,
          cure: `Cherchez-y ce que ces mots veulent dire, vérifiez ${by.names.url}, ou changez ${by.names[storeSetting(to)]} : des lettres sans accent, des chiffres, _ et -.`,
          meanwhile: UNTIL_THEN,
        }),
        address: ({ to: { url, version }, says }) => ({
          says: `Ce qui répond sur ${url} n’est pas InfluxDB, ou pas sa version ${version} (${says}).`,
          cure: `Vérifiez ${by.names.url}, ${by.checkVersion} et le proxy s’il y en a un.`,
          meanwhile: UNTIL_THEN,
        }),
        certificate: ({ to: { url }, says }) => ({
          says: `Le certificat de ${url} n’est pas reconnu (${says}).`,
          cure: `Installez son autorité sur cette machine (NODE_EXTRA_CA_CERTS), ou, dans votre propre réseau, mettez http:// dans ${by.names.url}.`,
          meanwhile: UNTIL_THEN,
        }),
        refused: ({ to: { url }, says, measurement = '', fromMs = 0, toMs = 0 }) => ({
          says: `InfluxDB sur ${url} refuse des points de ${measurement}, du ${instant(fromMs)} au ${instant(toMs)} (${says}). Ils sont laissés de côté, et tout le reste continue.`,
          cure: 'Le plus souvent, un autre programme y a écrit avec un autre type : donnez à Linky TIC sa propre base, et envoyez ce qui a été refusé avec linky-tic history send, tant que l’historique local le contient.',
        }),
        defect: ({ says }) => ({
          says: `L’envoi vers InfluxDB a échoué dans ${by.program} (${says}). Nouvel essai chaque minute.`,
          cure: 'Merci de signaler cette ligne.',
          meanwhile: UNTIL_THEN,
        }),
      },
      settings: {
        problem: ({ path, says }) => ({ says: `Réglages${path === '' ? '' : `, ${path}`} : ${says}`, cure: '' }),
        noMeters: () => ({
          says: 'Aucun compteur dans les réglages : rien n’est lu.',
          cure: 'Indiquez le port de votre compteur (meters, port), puis redémarrez.',
        }),
      },
      share: {
        taken: ({ name, shared, address }) => ({
          says: `${name} : impossible d’ouvrir ${address}, occupé par un autre programme : ${unshared[shared]}.`,
          cure: `Arrêtez ce programme, ou donnez un autre numéro à ${shareSettings[shared]}.`,
        }),
        foreign: ({ name, shared, address }) => ({
          says: `${name} : impossible d’ouvrir ${address}, qui n’est pas une adresse de cette machine : ${unshared[shared]}.`,
          cure: 'Mettez 127.0.0.1 dans share.host pour cette machine seulement, ou 0.0.0.0 pour le réseau.',
        }),
        forbidden: ({ name, shared, address }) => ({
          says: `${name} : pas le droit d’ouvrir ${address} : ${unshared[shared]}.`,
          cure: `Donnez à ${shareSettings[shared]} un numéro de 1024 à 65535.`,
        }),
        other: ({ name, shared, address, says }) => ({
          says: `${name} : impossible d’ouvrir ${address} (${says}) : ${unshared[shared]}.`,
          cure: `Vérifiez share.host et ${shareSettings[shared]}.`,
        }),
        broken: ({ says = '' }) => ({
          says: `La partie de ${by.program} qui répond aux autres programmes et appareils s’est arrêtée sur une erreur (${says}). Elle redémarre ; tout le reste continue.`,
          cure: 'Merci de signaler cette ligne.',
        }),
        memory: () => ({
          says: `La partie de ${by.program} qui répond aux autres programmes et appareils a manqué de mémoire. Elle redémarre ; tout le reste continue.`,
          cure: 'Si cela dure, cherchez un programme qui demande trop.',
        }),
        stood: () => ({
          says: `La partie de ${by.program} qui répond aux autres programmes et appareils ne répond plus depuis une minute. Elle redémarre ; tout le reste continue.`,
          cure: 'Si cela dure, cherchez un programme qui demande trop.',
        }),
        stuck: () => ({
          says: `Le disque ne répond plus depuis une minute : en attendant, les autres programmes et appareils ne reçoivent rien de ${by.program}.`,
          cure: 'Vérifiez la carte SD.',
        }),
      },
      page: {
        taken: ({ address }) => ({
          says: `La page de la maison ne peut pas s’ouvrir : un autre programme occupe ${address}.`,
          cure: `Arrêtez ce programme, ou donnez un autre numéro à ${by.names.pagePort}.`,
        }),
        foreign: ({ address }) => ({
          says: `La page de la maison ne peut pas s’ouvrir : ${address} n’est pas une adresse de cette machine.`,
          cure: `Mettez 127.0.0.1 dans ${by.names.pageHost} pour cette machine seulement, ou 0.0.0.0 pour le réseau de la maison.`,
        }),
        forbidden: ({ address }) => ({
          says: `La page de la maison ne peut pas s’ouvrir : pas le droit d’ouvrir ${address}.`,
          cure: `Donnez à ${by.names.pagePort} un numéro de 1024 à 65535.`,
        }),
        other: ({ address, says }) => ({
          says: `La page de la maison ne peut pas s’ouvrir sur ${address} (${says}).`,
          cure: `Vérifiez ${by.names.pageHost} et ${by.names.pagePort}.`,
        }),
      },
      mqtt: {
        notListening: ({ url, says }) => ({
          says: `Rien n’écoute sur ${url} (${says}) : le broker MQTT ne reçoit aucune mesure.`,
          cure: `Lancez-le, ou vérifiez l’adresse et le port dans ${by.names.mqttUrl}.`,
        }),
        unknownHost: ({ url, says }) => ({
          says: `Aucune machine ne répond au nom donné dans ${url} (${says}) : le broker MQTT ne reçoit aucune mesure.`,
          cure: `Vérifiez ce nom dans ${by.names.mqttUrl}, ou donnez l’adresse IP.`,
        }),
        silent: ({ url, says }) => ({
          says: `Le broker MQTT à ${url} ne répond pas (${says}) et ne reçoit aucune mesure.`,
          cure: 'Vérifiez l’adresse, et qu’aucun pare-feu ne fait barrage.',
        }),
        credentials: ({ url, says, username }) => ({
          says:
            username === undefined
              ? `Le broker MQTT à ${url} demande un utilisateur et un mot de passe (${says}).`
              : `Le broker MQTT à ${url} refuse l’utilisateur ${username} ou le mot de passe (${says}).`,
          cure: `Vérifiez ${by.names.mqttUser}.`,
        }),
        rights: ({ url, says, username }) => ({
          says: `Le broker MQTT à ${url} ne laisse pas ${username === undefined ? 'publier sans utilisateur' : `l’utilisateur ${username} publier`} (${says}).`,
          cure: `Donnez ce droit dans le broker (son ACL), pour les sujets qui commencent par la valeur de ${by.names.mqttTopic}, et pour homeassistant/device/# avec la découverte par Home Assistant.`,
        }),
        certificate: ({ url, says }) => ({
          says: `Le certificat du broker MQTT à ${url} n’est pas reconnu (${says}) : il ne reçoit aucune mesure.`,
          cure: `Vérifiez que l’adresse porte le nom du certificat ; si votre propre autorité l’a signé, indiquez son fichier dans ${by.names.mqttCa}.`,
        }),
        ca: ({ url, says, ca = '' }) => ({
          says: `Le fichier des autorités ${ca} pour le broker MQTT à ${url} est inutilisable (${says}) : il ne reçoit aucune mesure.`,
          cure: `Mettez-y un fichier PEM que ${by.user} peut lire, ou corrigez ${by.names.mqttCa}.`,
        }),
        stranger: ({ url, says }) => ({
          says: `Ce qui est à ${url} ne répond pas comme un broker MQTT (${says}) : aucune mesure n’y est envoyée.`,
          cure: `Vérifiez le port dans ${by.names.mqttUrl}, et s’il est fait pour mqtt:// ou pour mqtts://.`,
        }),
        busy: ({ url, says }) => ({
          says: `Le broker MQTT à ${url} n’accepte rien en ce moment (${says}).`,
          cure: 'Si cela dure, regardez son journal.',
        }),
        dropped: ({ url, says }) => ({
          says: `Le broker MQTT à ${url} coupe chaque connexion peu après son ouverture (${says}).`,
          cure: 'Regardez son journal, qui dit pourquoi.',
        }),
        failing: ({ url, says }) => ({
          says: `Le broker MQTT à ${url} ne reçoit aucune mesure (${says}).`,
          cure: 'Regardez son journal, qui en dit peut-être plus.',
        }),
      },
      matter: {
        noAnswer: ({ name, seconds }) => ({
          says: `${name} : Homebridge ne répond pas depuis ${seconds} s au sujet de ce compteur dans Matter. Ce que Matter en montre est peut-être ancien ; tout le reste continue.`,
          cure: 'Si cela dure, redémarrez Homebridge.',
        }),
      },
      writer: {
        broken: ({ says = '' }) => ({
          says: `La partie de ${by.program} qui tient l’historique local et écrit dans InfluxDB s’est arrêtée sur une erreur (${says}). Elle redémarre${by.homeWorksOn}.`,
          cure: 'Merci de signaler cette ligne.',
        }),
        memory: () => ({
          says: `La partie de ${by.program} qui tient l’historique local et écrit dans InfluxDB a manqué de mémoire. Elle redémarre${by.homeWorksOn}.`,
          cure: 'Si cela dure, redémarrez cette machine.',
        }),
        stood: () => ({
          says: `La partie de ${by.program} qui tient l’historique local et écrit dans InfluxDB ne répond plus depuis une minute. Elle redémarre${by.homeWorksOn}.`,
          cure: 'Si cela dure, redémarrez cette machine.',
        }),
        stuck: () => ({
          says: `Le disque ne répond plus depuis une minute : l’historique local et InfluxDB l’attendent${by.homeWorksOn}.`,
          cure: 'Vérifiez la carte SD.',
        }),
        full: ({ most = 0 }) => ({
          says: `${frenchNumber(most)} mesures attendent d’être écrites : les nouvelles mesures ${by.shownInHome} ni dans l’historique local ni dans InfluxDB.`,
          cure: 'Vérifiez le disque, et redémarrez cette machine si cela dure.',
        }),
        unanswering: () => ({
          says: `La partie de ${by.program} qui tient l’historique local et écrit dans InfluxDB ne répond pas : ce qu’elle sait ne peut pas être montré.`,
          cure: 'Le plus souvent, c’est le disque qui ne répond pas : vérifiez la carte SD, et redémarrez cette machine si cela dure.',
        }),
        otherVersion: ({ says = '' }) => ({
          says: `Une autre version (${says}) de ${by.program} tourne que celle-ci : ce qu’elle sait ne peut pas être montré.`,
          cure: `Après une mise à jour : ${by.restart}.`,
        }),
        noStatus: ({ socket = '' }) => ({
          says: `${by.cannotAsk} son état à ${by.program} : ${socket} ne peut pas être créé. Rien d’autre n’en a besoin.`,
          cure: `Le disque est plein ou en lecture seule, ${by.user} n’a pas le droit d’écrire dans ce dossier, ou le chemin dépasse 107 octets.`,
        }),
      },
    },

    over: {
      line: (trouble, stoodMs) =>
        (trouble.kind === 'noise' || trouble.percent !== undefined) && !trouble.isUnread
          ? `${trouble.name} : ce qu’envoie le compteur arrive de nouveau intact.`
          : `${trouble.name} : le compteur est de retour après ${duration(stoodMs)}.`,
      clock: (trouble) =>
        trouble.kind === 'unset' || trouble.waits
          ? 'Les mesures gardées en mémoire sont maintenant datées : l’horloge de cette machine est à l’heure.'
          : 'L’horloge de cette machine et celle du compteur s’accordent de nouveau.',
      history: ({ kind }) => {
        if (kind === 'notCopied') return 'La seconde copie de l’historique local est de nouveau à jour.';
        if (kind === 'losing' || kind === 'dropping') return '';
        return 'L’historique local est de nouveau écrit sur le disque, avec ce qui était en mémoire.';
      },
      mirror: (trouble, stoodMs, { sent = 0 }) => {
        const { url } = trouble.to;
        if (trouble.kind === 'refused')
          return `InfluxDB sur ${url} accepte de nouveau les points de ${trouble.measurement ?? ''}. Envoyez ce qu’il a refusé avec linky-tic history send.`;
        if (trouble.kind === 'defect') return `L’envoi vers InfluxDB sur ${url} fonctionne de nouveau.`;
        return `La base de données sur ${url} est de retour après ${duration(stoodMs)} : ${plural(sent, 'mesure en attente a été envoyée', 'mesures en attente ont été envoyées')}.`;
      },
      settings: () => '',
      share: (trouble) =>
        'address' in trouble
          ? ''
          : `La partie de ${by.program} qui répond aux autres programmes et appareils fonctionne de nouveau.`,
      page: () => '',
      mqtt: ({ url }, stoodMs) => `Le broker MQTT à ${url} reçoit de nouveau les mesures, après ${duration(stoodMs)}.`,
      matter: ({ name }) => `${name} : Homebridge répond de nouveau au sujet de ce compteur dans Matter.`,
      writer: ({ kind, socket = '' }) => {
        if (kind === 'stuck') return 'Le disque répond de nouveau : l’historique local et InfluxDB reprennent.';
        if (kind === 'full')
          return 'Les mesures en attente sont écrites : l’historique local et InfluxDB reçoivent de nouveau les mesures.';
        if (kind === 'noStatus') return `Désormais, ${by.program} répond sur ${socket}.`;
        return `La partie de ${by.program} qui tient l’historique local et écrit dans InfluxDB fonctionne de nouveau.`;
      },
    },

    news: {
      'line.found': ({ name, port, mode, baudRate }) =>
        `${name} : le compteur répond sur ${port}, en ${lineMode(mode, baudRate)}.`,
      'line.moreLabels': ({ name, most }) =>
        `${name} : ce compteur envoie plus de ${frenchNumber(most)} étiquettes absentes de toute spécification. Les ${frenchNumber(most)} premières sont gardées, les autres laissées de côté.`,
      'history.setAside': ({ path, as }) =>
        `L’historique local ${path} était endommagé. Il est conservé sous le nom ${as}, et un nouveau commence.`,
      'history.mended': ({ path, as, ...lost }) =>
        `L’historique local ${path} était endommagé. Il est conservé sous le nom ${as}, et un nouveau continue avec ce qui a encore pu être lu. Perdu : ${lostText(lost)}.${lost.imports ? ' Importez de nouveau vos fichiers.' : ''} Vérifiez la carte SD.`,
      'history.takenFromCopy': ({ days, imports }) =>
        `Il manquait à l’historique local ${[days > 0 && plural(days, 'jour', 'jours'), imports > 0 && plural(imports, 'fichier importé', 'fichiers importés')].filter(Boolean).join(' et ')} que sa seconde copie contenait encore : c’est rétabli.`,
      'history.copyUnreadable': ({ folder, files }) =>
        `La seconde copie de l’historique local, dans ${folder}, est endommagée (${files}). Elle est réécrite d’après l’historique local, et les fichiers endommagés y sont gardés sous d’autres noms. Vérifiez la carte SD.`,
      'history.unreadable': ({ fromMs, toMs }) =>
        `L’historique local du ${instant(fromMs)} au ${instant(toMs)} est endommagé sur le disque et laissé de côté. Vérifiez la carte SD.`,
      'history.rotates': () =>
        `L’historique local a atteint ${by.allowedSize} : désormais, les mesures les plus anciennes sont supprimées pour faire place aux nouvelles.`,
      'history.curvesCut': () =>
        `L’historique local a atteint ${by.allowedSize} : les minutes les plus anciennes de ses courbes sont supprimées ; les cinq dernières semaines au moins sont gardées. Pour les garder plus longtemps, ${by.raiseSize}.`,
      'history.dropped': ({ count }) =>
        `Pendant que l’historique local ne pouvait pas être écrit, la mémoire n’a pas pu garder ${frenchNumber(count)} ${count === 1 ? 'mesure : elle y manque' : 'mesures : elles y manquent'}.`,
      'history.lost': ({ fromMs, toMs }) =>
        `Les mesures du ${instant(fromMs)} au ${instant(toMs)} ont été supprimées avant qu’InfluxDB ne les accepte.`,
      'history.unwritten': ({ count }) =>
        count === 1
          ? 'Arrêt avec 1 mesure qui n’a pas pu être écrite : elle manque dans l’historique local.'
          : `Arrêt avec ${frenchNumber(count)} mesures qui n’ont pas pu être écrites : elles manquent dans l’historique local.`,
      'history.forgotten': ({ days, minutes, readings }) =>
        `Ce qui était daté du futur est effacé de l’historique local : ${plural(days, 'jour', 'jours')}, ${plural(minutes, 'minute', 'minutes')}, ${plural(readings, 'mesure', 'mesures')}.`,
      'clock.disputed': ({ byMs }) =>
        `L’horloge du compteur est en avance de ${duration(byMs)} sur celle de cette machine. Les mesures sont datées par l’horloge de cette machine : vérifiez qu’elle est juste.`,
      'clock.setBack': ({ days, readings, fromMs, toMs, folder, to }) =>
        `L’horloge de cette machine a été reculée de plus d’un jour. Si elle est juste maintenant, ce qu’elle a daté avant est faux : du ${instant(fromMs)} au ${instant(toMs)} (${plural(readings, 'mesure', 'mesures')}, ${plural(days, 'jour', 'jours')} après aujourd’hui). Ces jours ne sont plus affichés. Pour les effacer de l’historique local : linky-tic history forget --later --storage ${forShell(folder)}${to ? `. ${deleteSpan(to, fromMs, toMs)}` : ''}`,
      'history.imported': ({ meter, days, from, to }) =>
        `Un fichier d’historique a été importé pour le compteur ${meter} : ${daysFromTo(days, from, to)}.`,
      'history.importUndone': ({ meter, days, from, to }) =>
        `Un fichier d’historique importé a été retiré pour le compteur ${meter} : ${daysFromTo(days, from, to)}.`,
      'mirror.mirroring': ({ url }) => `Chaque mesure part vers InfluxDB sur ${url}.`,
      'mirror.partly': ({ url, says, points, fromMs, toMs }) =>
        points === undefined || fromMs === undefined || toMs === undefined
          ? `InfluxDB sur ${url} n’a enregistré qu’une partie de ce qui a été envoyé (${says}).`
          : `InfluxDB sur ${url} a refusé ${plural(points, 'point', 'points')} du ${instant(fromMs)} au ${instant(toMs)} (${says}), et enregistré les autres.`,
      'mirror.unreadable': ({ says }) =>
        `Une mesure de l’historique local ne peut pas être comprise et n’est pas envoyée à InfluxDB (${says}). Les suivantes de la même sorte ne le sont pas non plus, sans autre message.`,
      'share.fellBehind': ({ name, readers }) =>
        `${name} : ${readers === 1 ? '1 programme qui lit le flux TIC brut a été déconnecté' : `${readers} programmes qui lisent le flux TIC brut ont été déconnectés`}, car cette machine était trop occupée pour en envoyer tous les octets. Un programme qui se reconnecte reçoit le flux à partir de là.`,
      'writer.lost': ({ count }) =>
        count === 1
          ? '1 mesure a été perdue avant son écriture : elle manque dans l’historique local et dans InfluxDB.'
          : `${frenchNumber(count)} mesures ont été perdues avant leur écriture : elles manquent dans l’historique local et dans InfluxDB.`,
      'writer.leftBehind': ({ count }) =>
        count === 1
          ? 'Arrêt alors que 1 mesure restait à écrire : elle manque peut-être dans l’historique local.'
          : `Arrêt alors que ${frenchNumber(count)} mesures restaient à écrire : elles manquent peut-être dans l’historique local.`,
    },
  };

  function memoryOnly(kind: DiskTrouble) {
    return ({ path, says, closed }: Omit<DiskFacts, 'kind'> & { readonly path: string }) => {
      const why = disk({ kind, says, closed });
      return {
        says: `L’historique local ${path} ne peut pas être écrit : ${why.says}`,
        cure: why.cure,
        meanwhile: `En attendant, les mesures sont gardées en mémoire${by.homeWorksOn}.`,
      };
    };
  }
}

const UNTIL_THEN = 'D’ici là, les mesures sont gardées.';

const unshared = {
  line: 'le flux TIC brut n’est pas partagé',
  reading: 'la dernière mesure n’est pas partagée',
};
const shareSettings = { line: 'share.port', reading: 'share.httpPort' };

/** How to delete a span of time in the database. */
function deleteSpan(to: InfluxPlace, fromMs: number, toMs: number): string {
  return to.version === '2'
    ? `Dans InfluxDB 2, ceci l’efface, avec tout ce que le bucket a de ces moments : influx delete ${to.org === '' ? '' : `--org '${to.org}' `}--bucket '${to.bucket}' --start ${utc(fromMs)} --stop ${utc(toMs + 1)}. InfluxDB 3 Core et VictoriaMetrics ne savent pas effacer une période.`
    : `Dans InfluxDB 1.x, ceci l’efface : influx -database '${to.database}' -execute "DELETE FROM /^linky/ WHERE time >= '${utc(fromMs)}' AND time <= '${utc(toMs)}'". VictoriaMetrics ne sait pas effacer une période.`;
}

/** An instant as programs write it, in UTC. */
function utc(ms: number): string {
  return new Date(ms).toISOString();
}

function programs(names: readonly string[]): string {
  return names.length === 0 ? '' : ` (${names.join(', ')})`;
}

function daysFromTo(days: number, from: string, to: string): string {
  return `${frenchNumber(days)} ${days === 1 ? 'jour' : 'jours'}, du ${from} au ${to}`;
}

function lostText({ readings, minutes, days, imports }: Lost): string {
  const lost = [
    readings && lostOf('mesures', readings),
    minutes && lostOf('minutes des courbes', minutes),
    days && lostOf('valeurs des jours', days),
    imports && lostOf('journées des fichiers importés', imports),
  ];
  return lost.filter((one) => one !== undefined).join(' et ') || 'rien, semble-t-il';
}

function lostOf(what: string, { fromMs, toMs, inPart }: MissingRange): string {
  const these = inPart ? `une partie des ${what}` : `les ${what}`;
  if (fromMs !== undefined && toMs !== undefined) return `${these} du ${instant(fromMs)} au ${instant(toMs)}`;
  if (fromMs !== undefined) return `${these} après le ${instant(fromMs)}`;
  if (toMs !== undefined) return `${these} avant le ${instant(toMs)}`;
  return inPart ? these : `toutes les ${what}`;
}

/** The reasons for which groups are refused. */
export const faults: { readonly [kind: string]: string } = {
  parity: 'erreurs de parité',
  checksum: 'sommes de contrôle fausses',
  malformed: 'caractères perdus ou brouillés',
  form: 'valeurs impossibles',
  overlong: 'fins de ligne perdues',
};
