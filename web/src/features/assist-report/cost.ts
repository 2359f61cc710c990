/** In whichever currency the prices are: a number of cents that is worth something even where it is small. */
export const costText = (cost: number, locale: string): string =>
  cost.toLocaleString(locale, {
    minimumFractionDigits: 2,
    maximumFractionDigits: cost > 0 && cost < 1 ? 4 : 2,
  });
