/** Temporal's time-skipping test server: found, downloaded, or put together from Maven Central behind a script. */
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { OpsError } from './processes.ts';
import {
  canDownloadFromTemporal,
  findInCache,
  findOnPath,
  installDebianPackage,
  isExecutable,
  makeCacheFolder,
  runLong,
} from './tools.ts';

type Say = (line: string) => void;

const serverVersion = '1.38.0';

/**
 * A program that takes the arguments of Temporal's test server: give it as `server.executable.path`.
 * @throws OpsError in one sentence when this machine can have none.
 */
export async function findTestServer(say: Say): Promise<string> {
  const cache = await makeCacheFolder();
  const script = join(cache, `temporal-test-server-${serverVersion}-jars`, 'run');
  if ((await isExecutable(script)) && (await javaWorks())) return script;
  const native = await findInCache('temporal-test-server-sdk');
  if (native) return native;
  if (await canDownloadFromTemporal()) {
    const downloaded = await downloadBySdk(say).catch((error: unknown) => {
      say(
        `the download of Temporal's test server failed (${String(error)}); Maven Central is tried instead`,
      );
      return undefined;
    });
    if (downloaded) return downloaded;
  }
  return fromMavenCentral(cache, say);
}

async function downloadBySdk(say: Say): Promise<string | undefined> {
  say("Temporal's test server is downloaded (once)");
  const { TestWorkflowEnvironment } = await import('@temporalio/testing');
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'cached-download', downloadDir: await makeCacheFolder() } },
  });
  await environment.teardown();
  return findInCache('temporal-test-server-sdk');
}

async function fromMavenCentral(cache: string, say: Say): Promise<string> {
  if (!(await javaWorks())) await installDebianPackage('default-jre-headless', say);
  if (!(await findOnPath('mvn'))) await installDebianPackage('maven', say);
  const maven = await findOnPath('mvn');
  if (!maven || !(await javaWorks())) {
    throw new OpsError(
      "Temporal's time-skipping test server cannot be downloaded here: install a Java runtime and Maven, to have it from Maven Central.",
    );
  }
  say("Temporal's test server is fetched from Maven Central (once)");
  const draft = await mkdtemp(join(cache, 'jars-'));
  try {
    await writeFile(join(draft, 'pom.xml'), pom);
    const args = [
      '-q',
      '-B',
      'dependency:copy-dependencies',
      '-DoutputDirectory=jars',
      '-DincludeScope=runtime',
    ];
    await runLong('fetching the test server', maven, args, { cwd: draft, say });
    await writeFile(join(draft, 'run'), launcher);
    await chmod(join(draft, 'run'), 0o755);
    const folder = join(cache, `temporal-test-server-${serverVersion}-jars`);
    await rm(folder, { recursive: true, force: true });
    await rename(draft, folder);
    return join(folder, 'run');
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

const javaWorks = () =>
  promisify(execFile)('java', ['-version']).then(
    () => true,
    () => false,
  );

/** `exec`, because the SDK kills the process it started: a shell in between would leave the server behind. */
const launcher = `#!/bin/sh
exec java -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -Xshare:auto -Xmx512m -cp "$(dirname "$0")/jars/*" io.temporal.testserver.TestServer "$@"
`;

const pom = `<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>careline</groupId>
  <artifactId>test-server</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>io.temporal</groupId>
      <artifactId>temporal-test-server</artifactId>
      <version>${serverVersion}</version>
    </dependency>
  </dependencies>
</project>
`;
