/** Whose allowance a call is taken from: as `platform=`, headers and error codes name it. */
export interface Product {
  name: 'messenger' | 'instagram';
  code: number;
  words: string;
}

export const messenger: Product = { name: 'messenger', code: 80006, words: 'Messenger account' };
export const instagram: Product = { name: 'instagram', code: 80002, words: 'Instagram account' };
