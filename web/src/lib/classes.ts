/** Names of a CSS module's classes, joined; what is false or absent is left out. */
export const classesOf =
  (styles: Readonly<Record<string, string>>) =>
  (...names: (string | false | undefined)[]): string =>
    names.flatMap((name) => (name ? [styles[name] ?? name] : [])).join(' ');
