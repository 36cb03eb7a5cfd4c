import type { OfferTexts, priceSources } from '../en/offers.ts';

/** Where the regulated prices of a date come from. */
export const frenchPriceSources: { readonly [source in keyof typeof priceSources]: string } = {
  edf: 'd’après les grilles de prix d’EDF',
  publicTables: 'd’après des tables de prix publiques',
  secondHand: 'source non officielle : à vérifier sur votre facture',
};

/** What a year would have cost on other contracts, in French. */
export const frenchOffers: OfferTexts = {
  title: 'Quel contrat ?',
  about:
    'Ce qu’aurait coûté l’énergie des 365 derniers jours avec chaque contrat réglementé, à ses prix les plus récents et aux heures où elle a réellement été consommée.',
  names: { base: 'Base', hphc: 'HP/HC (heures creuses)', tempo: 'Tempo', own: 'Vos prix' },
  columns: {
    contract: 'Contrat',
    compared: 'Période comparée',
    euros: 'Coût',
    own: 'À vos prix',
    difference: 'Écart',
    energy: 'Énergie',
    part: 'Poste',
  },
  computing: 'Calcul en cours…',
  forPower: (power) => `Puissance souscrite : ${power}.`,
  bars: 'Chaque barre est le coût, poste par poste ; le trait indique ce que coûtent les mêmes jours à vos prix.',
  barsAlone: 'Chaque barre est le coût, poste par poste.',
  otherDays: 'Ces sommes ne portent pas toutes sur les mêmes jours : seuls les écarts avec vos prix se comparent.',
  otherDaysAlone: 'Ces sommes ne portent pas toutes sur les mêmes jours : elles ne se comparent pas entre elles.',
  least: 'La plus basse de ces sommes.',
  details: 'Détails',
  total: 'Total',
  pricesOf: (date) => `Aux prix du ${date}.`,
  subscription: 'abonnement',
  part: (name, euros) => `${name} : ${euros}`,
  days: (days, from, to) => (days === 1 ? `un jour, ${from}` : `${days} jours, du ${from} au ${to}`),
  leftOut: (unknown, days, dates) =>
    `${days === 1 ? 'Un jour n’est pas compté' : `${days} jours ne sont pas comptés`}, car on ne sait pas à quelles heures l’énergie a été consommée${unknown === 'hours' ? '' : ', ou quelle était la couleur du jour'}, ou que ces heures n’ont pas de prix : ${dates}.`,
  range: (from, to) => (from === to ? from : `du ${from} au ${to}`),
  andMore: (ranges) => `et ${ranges} de plus`,
  why: {
    noPrices:
      'Vos propres prix ne sont pas dans les réglages, ou sont incomplets : il n’y a rien à comparer à ces sommes.',
    powerUnknown: 'La puissance souscrite n’est pas encore connue : le compteur ne l’a pas indiquée.',
    powerNotOffered: (kVA, offered) => `Il n’y a pas ici de prix réglementé pour ${kVA} ; il y en a pour ${offered}.`,
    hoursUnknown:
      'Les heures creuses de ce logement ne sont pas connues. Vous les trouverez dans le courrier d’Enedis ou dans votre compte Enedis.',
    fewDays: (days, least) =>
      `${days === 0 ? 'Aucun jour ne peut être comparé' : days === 1 ? 'Un jour peut être comparé' : `${days} jours peuvent être comparés`}. En dessous de ${least}, aucune somme n’est donnée : il en manque ${least - days}. Un jour compte si l’on sait à quelles heures son énergie a été consommée (et sa couleur, pour Tempo), et si ces heures ont un prix.`,
    fewWinterDays: (days, least) =>
      `Tempo se joue en hiver : ${days === 0 ? 'aucun jour de novembre à mars n’est connu' : days === 1 ? 'un jour de novembre à mars est connu' : `${days} jours de novembre à mars sont connus`}. En dessous de ${least}, aucune somme n’est donnée : il en manque ${least - days}.`,
  },
  ownIsDearer: (euros) => `${euros} de moins qu’à vos prix`,
  ownIsCheaper: (euros) => `${euros} de plus qu’à vos prix`,
  same: 'autant qu’à vos prix',
  hours: (hours) =>
    `Là où le compteur n’a pas lui-même compté HP et HC, HP/HC est calculé avec les heures creuses ${hours}.`,
  hoursOfTempo: 'Ces heures sont celles de Tempo. Avec HP/HC, Enedis peut en attribuer d’autres à ce logement.',
  redPeak: (euros, days) =>
    `Dans Tempo, ${euros} viennent des jours rouges de 6 h à 22 h : ${days < 2 ? `${days} jour rouge est comparé` : `${days} jours rouges sont comparés`} ici, et une saison en compte 22. Ce que le logement ne consomme pas alors est économisé ; un hiver plus froid coûte davantage.`,
  winter: 'Un hiver plus froid ou plus doux changerait ces sommes.',
  leavesOut:
    'N’y figurent pas : les offres de marché, un changement de vos habitudes, ni ce que coûte un changement de contrat.',
  sheet: (date, source) =>
    `Les prix réglementés sont ceux du ${date} (${frenchPriceSources[source]}${source === 'publicTables' ? ', et non d’après une grille d’EDF' : ''}).`,
  exceeded: (greatest, date, subscribed, days) =>
    `La puissance maximale des 365 derniers jours a été de ${greatest} (${date}) : ${subscribed} n’auraient pas suffi (dépassés ${days === 1 ? 'un jour' : `${days} jours`}).`,
  ownOlder: (own, sheet) =>
    `Vos prix datent du ${own}, les prix réglementés du ${sheet} : saisissez d’abord vos derniers prix s’ils ont changé.`,
  given: (energy, days, euros, saved) =>
    `En ${days === 1 ? 'un jour' : `${days} jours`}, le logement a injecté ${energy}${euros === undefined ? '' : `, payés ${euros}`} ; consommés sur place au même moment, ils auraient économisé ${saved}.`,
  oldSheet: (date) =>
    `Les derniers prix réglementés que connaît cette version sont ceux du ${date}, et ils changent d’habitude en février et en août : une facture en a peut-être déjà de plus récents.`,
  askHours: 'Heures creuses de ce logement',
  askPower: 'Puissance souscrite (kVA)',
  choosePower: 'Inconnue',
  asked: 'Ne sert qu’à ces sommes. Aucun réglage ne change.',
  advice: {
    greatest: (power, subscribed, date) =>
      `La puissance maximale a été de ${power}${date === undefined ? '' : ` (${date})`}, pour ${subscribed} souscrits.`,
    right: (subscribed) => `Un abonnement plus petit que ${subscribed} n’aurait pas suffi.`,
    smaller: (fitting) => `Un abonnement de ${fitting} aurait suffi.`,
    over: (fitting) => `Le plus petit abonnement qui aurait suffi est de ${fitting}.`,
    overAll: 'Aucun abonnement du tarif réglementé n’aurait suffi.',
    cheaper: (euros, date) =>
      `Aux prix réglementés du ${date}, avec l’énergie de ces mois, il coûte environ ${euros} de moins par an.`,
    dearer: (euros, date) =>
      `Aux prix réglementés du ${date}, avec l’énergie de ces mois, il coûte environ ${euros} de plus par an.`,
    askSupplier:
      'Avant d’en changer, demandez à votre fournisseur ce que coûte un changement, et quand vous pourrez revenir en arrière.',
    looked: (months, share, days) =>
      `Cela porte sur ${months} mois, dont ${share} ont été lus ; la puissance maximale est connue pour ${days === 1 ? 'un jour' : `${days} jours`} : une courbe de charge issue d’un fichier n’a que des moyennes, qui ne la montrent pas.`,
    lessThanAYear: 'C’est moins d’un an : il manque peut-être une soirée de grand froid.',
    threePhases:
      'En triphasé, chaque phase a sa propre limite : la puissance maximale ne dit pas si une autre puissance souscrite suffirait.',
    phasesUnknown:
      'Pour savoir si une autre puissance souscrite suffirait, il faut le nombre de phases, qui est connu pendant que l’extension lit le compteur.',
    unknown:
      'On en sait trop peu pour dire si une autre puissance souscrite suffirait : il faut que la plus grande partie des mois ait été lue, et que le contrat ait des prix publics.',
  },
};
