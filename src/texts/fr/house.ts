import type { HouseTexts } from '../en/house.ts';

const FILE =
  'L’historique local ne peut pas être écrit dans son fichier : en attendant, les mesures sont gardées en mémoire.';
const DATABASE = 'La base de données n’accepte rien pour l’instant : d’ici là, les mesures sont gardées.';
const ANSWERS_AGAIN = 'La partie de Linky TIC qui répond aux autres programmes et appareils redémarre.';
const NOT_THERE = 'Cette page ne peut pas s’ouvrir à l’adresse des réglages.';
const RESTARTS = 'La partie de Linky TIC qui tient l’historique local s’est arrêtée, et redémarre.';
const NO_BROKER = 'Le broker MQTT, qui transmet les mesures au reste de la maison, ne les reçoit pas.';
const UNSHARED = 'Un autre programme de la maison ne reçoit pas les mesures.';

/** What the house's page is told by its server, in French. */
export const house: HouseTexts = {
  misunderstood: 'Cette page demande quelque chose que Linky TIC ne comprend pas. Rechargez la page.',
  noSuchPath: 'Il n’y a rien ici. La page de la maison est au chemin /.',
  readOnly: 'La page ne peut être que lue, avec GET ou HEAD.',
  otherHost:
    'Utilisez l’adresse IP de cette machine, ou un nom que votre réseau lui donne : les noms d’Internet sont refusés, pour qu’aucune page web ne puisse lire ce que la maison consomme.',
  fileUnreadable: 'Cette partie de la page ne peut pas être lue sur le disque pour l’instant.',
  busy: 'Trop de demandes attendent l’historique local. Réessayez dans un instant.',
  tooSlow: 'L’historique local a mis trop longtemps à répondre. Réessayez dans un instant.',
  unreadable: 'L’historique local ne peut pas être lu pour l’instant.',
  rescued:
    'Une partie de l’historique local a été perdue ou endommagée. Ce qui est affiché est ce qui peut encore en être lu.',
  troubles: {
    line: {
      missing: 'L’adaptateur du compteur n’est pas là : il est peut-être débranché.',
      gone: 'L’adaptateur du compteur a disparu pendant la lecture : il est peut-être débranché.',
      forbidden: 'Linky TIC n’a pas le droit de lire l’adaptateur du compteur.',
      busy: 'Un autre programme occupe l’adaptateur du compteur.',
      unreachable: 'La passerelle vers le compteur ne répond pas.',
      unsupported: 'L’adaptateur du compteur ne peut pas être lu sur ce système.',
      other: 'L’adaptateur du compteur ne peut pas être lu.',
      silent: 'Rien ne vient du compteur.',
      garbage: 'Ce qui arrive est illisible : ce n’est pas un compteur, ou son signal est trop endommagé.',
      fixedFormat: 'Ce qui arrive n’est pas ce que les réglages attendent du compteur.',
      shared: 'Un autre programme prend une partie de ce qu’envoie le compteur.',
      noise: 'Ce qu’envoie le compteur arrive endommagé, au moins en partie, et cette partie est laissée de côté.',
    },
    clock: {
      unset: 'L’horloge de cette machine n’est pas encore à l’heure.',
      behind: 'L’horloge de cette machine est en retard sur celle du compteur.',
      ahead: 'L’horloge de cette machine est en avance sur celle du compteur.',
    },
    history: {
      unreachable: FILE,
      readOnly: FILE,
      full: 'Le disque est plein : en attendant de la place, les mesures sont gardées en mémoire.',
      folder: FILE,
      shared: 'Un autre programme écrit dans l’historique local : les mesures sont gardées en mémoire.',
      newer: 'Une version plus récente de Linky TIC a créé l’historique local : les mesures sont gardées en mémoire.',
      foreign: FILE,
      damaged: 'L’historique local est endommagé : les mesures sont gardées en mémoire.',
      damagedRepeatedly: 'L’historique local est endommagé à répétition : les mesures sont gardées en mémoire.',
      failing: 'Le disque de l’historique local ne répond pas correctement : les mesures sont gardées en mémoire.',
      notCopied:
        'La seconde copie de l’historique local ne peut pas être écrite. L’historique local lui-même continue.',
      losing:
        'L’historique local est plein : les mesures les plus anciennes sont supprimées avant que la base ne les ait.',
      dropping: 'La mémoire est pleine de mesures à écrire : les plus anciennes sont perdues.',
    },
    mirror: {
      notListening: 'La base de données n’est pas lancée : jusqu’à son retour, les mesures sont gardées.',
      unknownHost: 'La base de données est introuvable : d’ici là, les mesures sont gardées.',
      silent: 'La base de données ne répond pas : d’ici là, les mesures sont gardées.',
      full: 'Le disque de la base de données est plein, ou presque : en attendant, les mesures sont gardées.',
      failing: 'La base de données signale une erreur : en attendant, les mesures sont gardées.',
      broken: 'La connexion avec la base de données se rompt : en attendant, les mesures sont gardées.',
      busy: 'La base de données demande d’attendre : les mesures sont gardées et partiront plus tard.',
      credentials: 'La base de données ne reconnaît pas Linky TIC : d’ici là, les mesures sont gardées.',
      rights: 'Linky TIC n’a pas le droit d’écrire dans la base de données : d’ici là, les mesures sont gardées.',
      noSuchStore: DATABASE,
      noSuchRetentionPolicy: DATABASE,
      noOrganisation: DATABASE,
      noRoom: DATABASE,
      refusesAll: 'La base de données refuse tout : d’ici là, les mesures sont gardées.',
      address: 'Ce qui répond n’est pas la base de données : d’ici là, les mesures sont gardées.',
      certificate: 'Le certificat de la base de données n’est pas reconnu : d’ici là, les mesures sont gardées.',
      refused: 'La base de données refuse une partie des mesures. Tout le reste continue.',
      defect: 'L’envoi vers la base de données a échoué dans Linky TIC. Nouvel essai chaque minute.',
    },
    settings: {
      problem: 'Quelque chose ne va pas dans les réglages.',
      noMeters: 'Aucun compteur dans les réglages : rien n’est lu.',
    },
    share: {
      ...{ taken: UNSHARED, foreign: UNSHARED, forbidden: UNSHARED, other: UNSHARED },
      ...{ broken: ANSWERS_AGAIN, memory: ANSWERS_AGAIN, stood: ANSWERS_AGAIN },
      stuck: 'Le disque ne répond pas : les autres programmes et appareils l’attendent.',
    },
    page: { taken: NOT_THERE, foreign: NOT_THERE, forbidden: NOT_THERE, other: NOT_THERE },
    mqtt: {
      ...{
        notListening: NO_BROKER,
        unknownHost: NO_BROKER,
        silent: NO_BROKER,
        credentials: NO_BROKER,
        rights: NO_BROKER,
      },
      ...{ certificate: NO_BROKER, ca: NO_BROKER, stranger: NO_BROKER, busy: NO_BROKER, dropped: NO_BROKER },
      failing: NO_BROKER,
    },
    matter: { noAnswer: 'Homebridge ne répond pas : ce que Matter montre de ce compteur est peut-être ancien.' },
    writer: {
      broken: RESTARTS,
      memory: RESTARTS,
      stood: RESTARTS,
      stuck: 'Le disque ne répond pas : l’historique local et la base de données l’attendent.',
      full: 'Trop de mesures attendent d’être écrites : les nouvelles mesures manquent dans l’historique local.',
      unanswering: 'La partie de Linky TIC qui tient l’historique local ne répond pas.',
      otherVersion: 'Linky TIC a été mis à jour, et Homebridge n’a pas été redémarré depuis.',
      noStatus: 'Les autres programmes ne peuvent pas demander son état à Linky TIC. Le reste continue.',
    },
  },
};
