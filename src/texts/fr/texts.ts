import type { PluginTexts } from '../en/texts.ts';
import type { Host, HostWords } from '../host.ts';
import { contractNameIn } from '../tariffs.ts';
import { frenchConfig } from './config.ts';
import { frenchHosts } from './host.ts';
import { frenchEuros, frenchNumber, frenchPercent } from './numbers.ts';
import { frenchShare } from './share.ts';
import { frenchTariffs } from './tariffs.ts';
import { duration, withFirst } from './times.ts';
import { frenchDisk, frenchTroubles } from './troubles.ts';

/** The texts of the plugin itself, in French. @param by phrases that differ with what runs the service */
const textsOf = (by: HostWords): PluginTexts => ({
  number: frenchNumber,
  percent: frenchPercent,
  euros: frenchEuros,
  tariffs: frenchTariffs,
  share: frenchShare,
  config: frenchConfig(by),
  troubles: frenchTroubles(by),
  platform: {
    defect: (says) =>
      `Un défaut s’est produit dans ${by.program} ; le reste continue. Merci de le signaler, avec ces lignes : ${says}`,
  },
  meter: {
    meterNote: (name, says) => `${name} : ${says}`,
  },
  contract: {
    ofMeter: (name, says) => `${name} : ${says.charAt(0).toLowerCase()}${says.slice(1)}`,
    hours: ({ before, offPeak, isTold, fromDay, season }) => {
      const day = fromDay === undefined ? undefined : dayAndMonth(fromDay);
      if (offPeak === '') {
        const from = day ? ` ${isTold ? 'à partir du' : 'depuis le'} ${day}` : '';
        return `Le contrat n’a plus d’heures creuses${from} (avant : ${hours(before)}).`;
      }
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
      `Un autre compteur répond : son numéro se termine par ${address}, celui du précédent par ${before}. Ce qui avait été appris du contrat repart de zéro.`,
    message: ({ text }) => `Le compteur affiche un message : « ${text} »`,
    colour: ({ told, counted }) =>
      `Le compteur dit que le jour est ${colours[told]}, mais le compte comme un jour ${colours[counted]}. Vérifiez ce jour dans votre compte client, et demandez au besoin à votre fournisseur.`,
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
    noInjection: (name) =>
      `${name} n’a rien à afficher dans l’app Maison, qui indique « Pas de réponse » : ce compteur n’envoie pas la puissance injectée. Celui d’un producteur l’envoie, en mode standard. Si vous n’êtes pas producteur, retirez la tuile dans les réglages ; un capteur avec « when » : « surplus » estime ce qu’injectent des panneaux.`,
    noVoltage: (name) =>
      `${name} ne peut ni s’activer ni se désactiver, et l’app Maison l’affiche comme inactif : ce compteur n’envoie pas la tension. Un Linky l’envoie en mode standard : demandez à votre fournisseur d’y faire passer sa sortie TIC. Tout ce qui lit aussi cette sortie doit alors accepter ce mode.`,
    noDryContact: (name) =>
      `${name} ne peut ni s’activer ni se désactiver, et l’app Maison l’affiche comme inactif : ce compteur n’envoie pas l’état de son contact sec. Un Linky l’envoie en mode standard : demandez à votre fournisseur d’y faire passer sa sortie TIC. Tout ce qui lit aussi cette sortie doit alors accepter ce mode.`,
    removed: (name) => `Retiré de l’app Maison, car il n’est plus dans les réglages : ${name}.`,
    notAdded: (name, reason) =>
      `Absent de l’app Maison : ${name}, que Homebridge n’a pas accepté (${reason}). Un pont porte au plus 149 accessoires. Retirez-en quelques-uns, ou faites fonctionner cette extension dans un pont secondaire, qui est un pont à part entière ; puis redémarrez Homebridge. Tous les autres accessoires fonctionnent.`,
  },
  matter: {
    tooOld:
      'Matter demande Homebridge 2.2.1 ou plus récent : cette version ne sait pas mesurer l’électricité dans Matter. Le compteur est tout de même dans l’app Maison.',
    noMeterType:
      'Cette version de Homebridge n’a pas encore le type d’appareil de Matter pour les compteurs. En attendant, un compteur avec « matter » : « meter » est un capteur électrique. Un capteur existant ne sera pas converti ensuite.',
    staysSensor: (name) =>
      `${name} : reste un capteur électrique dans Matter bien que les réglages disent « matter » : « meter », pour garder sa pièce. Pour en faire un compteur, mettez « off », redémarrez Homebridge, mettez « meter », et redémarrez-le encore.`,
    ownNodes:
      'Cette version de Homebridge sait afficher un compteur dans Matter à côté du pont plutôt que derrière lui. Cette version de l’extension ne le fait pas encore : une plus récente le fera peut-être.',
    removed: (name) => `Retiré de Matter, car il n’est plus dans les réglages : ${name}.`,
    staysOn: (name) =>
      `${name} : la prise dans Matter reste allumée. Elle représente le compteur, qui ne s’éteint pas ; avec « matter » : « electricalSensor » dans les réglages, elle n’a pas d’interrupteur.`,
    failing: (name, reason) => `${name} : Homebridge refuse son accessoire Matter (${reason}).`,
  },
  readingShare: {
    neverHeard: (sinceStartMs) =>
      `Le compteur n’a encore rien envoyé, ${duration(sinceStartMs)} après le démarrage. Le journal de ${by.program} dit pourquoi.`,
    silent: (silentMs) =>
      `Le compteur ne répond plus depuis ${duration(silentMs)}. Le journal de ${by.program} dit pourquoi.`,
    noPrices: 'Ce compteur n’a pas de prix dans les réglages.',
    pricesBegin: (from) => `Les prix des réglages commencent le ${from}.`,
    noPriceOf: (period) =>
      `Le compteur indique la période tarifaire « ${period} », et les prix des réglages n’en ont pas pour elle. Saisissez les prix de votre contrat actuel, dont un pour « ${period} ».`,
    clockNotSet: 'L’horloge de cette machine n’est pas encore à l’heure.',
    priceUnknown: {
      colour: 'La couleur du jour n’est pas connue : le compteur ne l’a pas envoyée depuis le démarrage.',
      offPeak:
        'Les heures creuses ne sont pas encore connues : l’extension les apprend du compteur en un jour ou deux. D’ici là, des heures à côté du prix de HC dans les réglages suffisent.',
      peak: 'On ne sait pas si c’est un jour de pointe (EJP) : le compteur n’a pas envoyé les heures de pointe d’aujourd’hui. Il y a des prix pour les dates où il les envoie.',
      hours: 'La période tarifaire en cours n’est pas connue : les prix des réglages n’ont pas d’heures pour elle.',
    },
    noSuchPath: 'Il n’y a rien ici. La mesure est au chemin /, les prix aux chemins /prices et /forecast.',
    readOnly: 'La mesure peut seulement être lue, par GET ou HEAD.',
    otherHost:
      'Utilisez l’adresse IP de cette machine, ou un nom que votre réseau lui donne : les noms d’Internet sont refusés, pour qu’aucune page web ne puisse lire ce que la maison consomme.',
  },
  journal: {
    /** What is wrong with the disk of the history: a clause that ends with a full stop, and what to do. */
    disk: frenchDisk(by),
    closed: 'l’historique local est fermé, car le programme s’arrête.',
    clockUnsure: 'l’horloge de cette machine n’est pas à l’heure, ou un compteur a une autre date.',
    unfitImport: 'une valeur est hors limites, ou seule une version plus récente l’accepte.',
    rescued: {
      gone: (path) =>
        `L’historique local ${path} a été perdu. Ce qui est affiché vient de sa seconde copie : les jours, les fichiers importés et le contrat, sans les courbes. Le prochain démarrage de ${by.program} rétablira l’historique local à partir de cette copie.`,
      damaged: (path) =>
        `${path} est endommagé. Ce qui peut encore y être lu est affiché, avec ce que contient sa seconde copie. La réparation se fera dès que ${by.program} le constatera, au plus tard à son prochain démarrage.`,
    },
  },
  influx: {
    heard: (url, says) => `InfluxDB sur ${url} : ${says}`,
  },
});

/** The texts of what runs the service. */
export const textsFor = (host: Host): PluginTexts => textsOf(frenchHosts[host]);

const colours = { blue: 'bleu', white: 'blanc', red: 'rouge' };

function contractName(written: string): string {
  return contractNameIn(frenchTariffs, written) ?? written;
}

/** Hours of a day as `ContractCalendar` writes them. */
function hours(written: string): string {
  if (written === '00:00-00:00') return 'toute la journée';
  return written === '' ? 'aucune' : written.replaceAll('-', '–').replaceAll(',', ', ');
}

/** A date without its year, `10 décembre`, from the days since 1970-01-01. */
function dayAndMonth(day: number): string {
  const date = new Date(day * 86_400_000).toLocaleString('fr-FR', { timeZone: 'UTC', day: 'numeric', month: 'long' });
  return withFirst(date);
}
