import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  NoSuchKey,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import type { Config } from '../runtime/config.ts';
import type { FileStore } from './store.ts';

type S3Settings = NonNullable<Config['files']['s3']>;

/** A bucket of Amazon's or of anything that speaks its protocol. Without keys of its own: those that the machine was given. */
export function s3Store({ bucket, endpoint, region, keys }: S3Settings): FileStore {
  const client = new S3Client({
    region,
    ...(keys && { credentials: keys }),
    // Servers that are not Amazon's have buckets as folders, and may not know its newer checksums.
    ...(endpoint !== undefined && { endpoint, forcePathStyle: true }),
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 60_000 },
  });
  return {
    async keep(key, { path, size, sha256, mimeType }) {
      const command = new PutObjectCommand({
        ...{ Bucket: bucket, Key: key, ContentLength: size, ContentType: mimeType },
        Body: createReadStream(path),
        // The server refuses bytes that are not those that came.
        ChecksumSHA256: Buffer.from(sha256, 'hex').toString('base64'),
      });
      await client.send(command);
    },
    async read(key) {
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key }));
        return Body as Readable | undefined;
      } catch (error) {
        if (error instanceof NoSuchKey) return undefined;
        throw error;
      }
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: key }));
    },
    close: () => {
      client.destroy();
    },
  };
}
