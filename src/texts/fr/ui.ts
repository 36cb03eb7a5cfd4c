import type { ui as en } from '../en/ui.ts';
import { lineMode } from './numbers.ts';
import { age } from './times.ts';

/** The texts of the settings page's server, in French. */
export const ui: typeof en = {
  broken: (says) => `Cette extension a un défaut. Merci de le signaler, avec ces mots : ${says}`,
  misunderstood: (field) =>
    `Cette page demande quelque chose que l’extension ne comprend pas (${field}). Rechargez la page.`,
  nodeTooOld: (version) =>
    `L’historique local a besoin de Node.js 22.13, 24 ou 26, qui ont SQLite ; ici, Homebridge tourne avec ${version}.`,
  urlSecrets: 'L’adresse ne doit contenir ni utilisateur, ni mot de passe, ni jeton : ils ont leurs propres champs.',
  history: {
    newer: () =>
      'L’historique local a été créé par une autre version de cette extension, et celle-ci ne peut pas le lire. Installez la plus récente.',
    foreign: (reason) =>
      `Le fichier de l’historique local est la base de données d’un autre programme (${reason}). Déplacez-le, et un nouvel historique commencera.`,
    damaged: (reason) =>
      `L’historique local est endommagé (${reason}). Dès que l’extension le constatera, elle continuera avec ce qui peut encore être lu. Vérifiez la carte SD.`,
    unreachable: () =>
      'L’historique local ne peut pas être ouvert. Son fichier doit appartenir à l’utilisateur qui lance Homebridge.',
    failing: (reason) => `L’historique local ne peut pas être lu (${reason}).`,
  },
  imports: {
    lost: 'Le fichier n’est plus là, ou pas en entier. Choisissez-le à nouveau.',
  },
  listen: {
    interrupted: 'Arrêté : la page écoute de nouveau un port.',
    meter: (mode, address, { contract, bauds } = {}) =>
      `Un compteur Linky répond, en ${lineMode(mode, bauds)} : numéro ${address}${contract === undefined ? '' : `, contrat ${contract}`}.`,
    power: (va) => `La maison soutire ${va}.`,
    load: (va, subscribedVA, percent) => `La maison soutire ${va} sur les ${subscribedVA} souscrits : ${percent}.`,
    perfect: 'Le signal est parfait : tout arrive intact.',
    good: (percent) => `Le signal est bon : ${percent} de ce qui arrive est endommagé et laissé de côté.`,
    byPlugin: (seconds) =>
      `L’extension elle-même lit ce port : voici ce qu’elle a reçu ${seconds <= 1 ? 'à l’instant' : `il y a ${seconds} s`}.`,
    byHomebridge: (seconds) => `Homebridge lit le compteur sur ce port : sa dernière mesure remonte à ${seconds} s.`,
    heldByHomebridge: (port) =>
      `Homebridge occupe déjà ${port} : cette extension, ou une autre qui lit le compteur. Si vous venez de changer les réglages, redémarrez Homebridge ; si une autre extension lit le compteur, désactivez-la.`,
    noneYet: (port, seconds) =>
      `L’extension lit ${port} et n’y reçoit aucune trame ${seconds === undefined ? 'pour l’instant' : `depuis ${age(seconds)}`}. Elle cherche encore pourquoi : écoutez de nouveau dans une demi-minute.`,
  },
  trouble: {
    notAPort: (port) =>
      `« ${port} » n’est pas un port. C’est un port série comme /dev/ttyUSB0, une adresse comme tcp://192.168.1.20:2000, ou demo.`,
    missing: (port, { ports }) =>
      ports.length === 0
        ? `${port} n’existe pas, ni aucun autre port série sur cette machine. Branchez l’adaptateur, ou essayez une autre prise USB, puis écoutez de nouveau.`
        : `${port} n’existe pas. Il y a : ${ports.join(', ')}. Si aucun n’est celui du compteur, branchez l’adaptateur, ou essayez une autre prise USB.`,
    noDevice: (port) => `${port} est là, mais ce n’est pas un port série.`,
    forbidden: (port, { user, group, remedy }) =>
      ({
        join: `Homebridge (l’utilisateur ${user}) n’a pas le droit d’ouvrir ${port} : il appartient au groupe ${group}. Dans un terminal : sudo usermod -aG ${group} ${user}, puis redémarrez la machine : sudo reboot.`,
        loginAgain: `Homebridge n’a pas encore le droit d’ouvrir ${port} : l’utilisateur ${user} a été ajouté au groupe ${group} après le démarrage de Homebridge. Redémarrez la machine.`,
        open: `Homebridge (l’utilisateur ${user}) n’a pas le droit d’ouvrir ${port}, et aucun groupe ne l’a. Dans un terminal : sudo chgrp ${group} ${port}, puis sudo chmod g+rw ${port}, puis sudo usermod -aG ${group} ${user}, puis sudo hb-service restart.`,
      })[remedy],
    busy: (port, { holders }) => {
      const names = holders.map(({ name }) => name).join(', ');
      const kinds = holders.map(({ kind }) => kind);
      if (kinds.includes('page'))
        return `Une autre page de réglages écoute ${port}. Fermez-la, dans la fenêtre ou sur l’appareil où elle est ouverte, puis écoutez de nouveau.`;
      if (kinds.includes('console'))
        return `La console série de Linux occupe ${port}. Éteignez-la dans un terminal : sudo raspi-config nonint do_serial_cons 1, puis sudo reboot (ailleurs que sur un Raspberry Pi : sudo systemctl disable --now serial-getty@${port.replace(/^.*\//, '')}).`;
      return `Un autre programme${names === '' ? '' : ` (${names})`} lit ${port}, et un seul à la fois peut lire un compteur. Arrêtez-le, puis écoutez de nouveau.`;
    },
    parity: (port, { percent }) =>
      `${percent} % de ce qui arrive sur ${port} est endommagé : le signal est trop faible ou trop lent. Essayez un câble plus court, éloignez-le des câbles du secteur, ou essayez un autre adaptateur. Pour un récepteur fait maison, la page « Sur les broches d’un Raspberry Pi » dit quelle résistance changer.`,
    refused: (port, { percent }) =>
      `${percent} % de ce qui arrive sur ${port} est endommagé. Vérifiez les fils sur I1 et I2 et la longueur du câble, ou essayez un autre adaptateur.`,
  },
  mqtt: {
    settings: (url, topic) => `Les réglages sont complets : sujets sous ${topic}/, sur ${url}.`,
    noUrl: 'L’adresse du broker manque.',
    reached: (url) => `Un broker MQTT répond sur ${url}.`,
    user: (name) => `Il accepte l’utilisateur ${name}.`,
    nobody: 'Il accepte cette extension sans utilisateur.',
    published: (topic, discovery) =>
      `Il accepte un message d’essai sous ${topic}/${discovery ? ' et un autre sous homeassistant/device/' : ''}. Un tel message est vide et n’est pas gardé.`,
  },
  influx: {
    settings: (url, place) => `Les réglages sont complets : ${place}, sur ${url}.`,
    noUrl: 'L’adresse d’InfluxDB manque.',
    reached: (url, server) => `${server} répond sur ${url}.`,
    answers: (url) => `Quelque chose répond sur ${url}.`,
    written: (place) => `Un point a été écrit dans ${place}.`,
    accepted: (place) => `Un point pour ${place} y est accepté.`,
    found: 'Le point y a été retrouvé : la base garde ce qu’elle reçoit.',
    writeOnly: {
      '2': 'Le jeton permet d’écrire, mais pas de lire : le point n’a pas pu être recherché. Cela suffit à cette extension.',
      '1': 'L’utilisateur a le droit d’écrire, mais pas de lire : le point n’a pas pu être recherché. Cela suffit à cette extension.',
    },
    unreadable: (reason) =>
      `Le point ne peut pas être recherché à cette adresse (${reason}). Ce n’est pas grave : cette extension ne fait qu’écrire.`,
    lost: 'InfluxDB a accepté le point, mais ne le montre pas quelques secondes après. Réessayez dans une minute ; puis vérifiez l’horloge de cette machine, et combien de temps InfluxDB garde ce qu’il reçoit (sa rétention).',
    refused: (reason) => `InfluxDB refuse le point (${reason}).`,
    tooOld: (reason) =>
      `InfluxDB n’enregistre pas le point (${reason}). S’il est trop ancien pour sa rétention : l’horloge de cette machine est-elle juste ?`,
    stranger: (url, reason) =>
      `Ce qui répond sur ${url} ne montre pas que c’est un InfluxDB : le point ne peut pas y être relu${reason === '' ? '' : ` (${reason})`}. Vérifiez l’adresse et le port. Si un proxy se trouve devant InfluxDB, il doit laisser passer /ping, /health ou /query.`,
    created: (database) => `La base ${database} est créée.`,
    mayNotCreate: (database, reason) =>
      `Cet utilisateur n’a pas le droit de créer une base (${reason}). Faites exécuter par un administrateur : CREATE DATABASE "${database}"`,
    notCreated: (database, reason) => `La base ${database} n’a pas pu être créée (${reason}).`,
    hints: {
      influxCore:
        'Dans InfluxDB 3 Core, une requête remonte à 72 heures environ, bien que tout soit gardé. Lancé avec l’option --query-file-limit 100000, il montre aussi les courbes de semaines et de mois ; sans elle, elles échouent. Il n’accepte que cinq bases, et n’a pas Flux. VictoriaMetrics, InfluxDB 2 et InfluxDB 3 Enterprise remontent d’eux-mêmes à des années.',
      victoriaMetrics:
        'VictoriaMetrics efface ce qui a plus d’un mois, sauf si son option retentionPeriod est plus longue, comme 100y (100 ans). Il ne garde que des nombres : le contrat, les messages et les heures creuses restent sur cette page.',
    },
    noDatabase: 'Seul InfluxDB 1.x a des bases qui peuvent être créées d’ici.',
  },
};
