/** A vector as PostgreSQL keeps it: numbers of four bytes, little-endian, as the machines that we run on have them. */
export const bytesOf = (vector: Float32Array): Buffer =>
  Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);

/** Copied, as numbers must begin where a multiple of four does. */
export const numbersIn = (bytes: Buffer): Float32Array =>
  new Float32Array(Uint8Array.from(bytes).buffer);
