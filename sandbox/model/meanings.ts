/** What the simulated vectors take for the same, in six languages: a list, where a real model has learned. Folded text. */
export const meanings: Record<string, RegExp> = {
  return:
    /\b(return|send .{0,20}back|take .{0,20}back|zuruck(geb|schick|send)|rucksend|retour|renvoy|devol|devuelv|reso\b|restitu)/,
  refund: /\b(refund|money back|reimburs|erstatt|geld zuruck|rembours|reembols|rimbors)/,
  exchange: /\b(exchang|swap|umtausch|tausch|echang|cambi|troc)/,
  delivery: /\b(deliver|shipping|lieferz|liefer|versand|livr|envio|entrega|spedi|consegn)/,
  parcel: /\b(parcel|package|paket|sendung|colis|paquete|encomenda|pacco)/,
  invoice: /\b(invoice|receipt|rechnung|quittung|facture|factura|fatura|fattura)/,
  account: /\b(password|log ?in|sign ?in|passwort|anmeld|mot de passe|contrasena|senha|accesso)/,
  size: /\b(size|sizing|fits?\b|grosse|passt|taille|talla|tamanho|taglia)/,
  warranty: /\b(warrant|guarantee|garanti|gewahrleist|garanzi)/,
  payment: /\b(pay|paid|credit card|bezahl|zahl|paie|payer|pago|pagar|pagament)/,
  gift: /\b(gift|voucher|gutschein|cadeau|regalo|presente|buono)/,
  cancel: /\b(cancel|stornier|annul|anular)/,
};
