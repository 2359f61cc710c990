import type { Reporter, TestModule } from 'vitest/node';

/** Says at the end, alone on a line, `N passed, N failed`: CI reads it. */
export class Tally implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const tests = modules.flatMap((it) => [...it.children.allTests()]);
    const passed = tests.filter((it) => it.result().state === 'passed').length;
    const failed = tests.filter((it) => it.result().state === 'failed').length;
    // A file that cannot be loaded has no tests to fail.
    const broken = modules.filter((it) => it.state() === 'failed' && it.errors().length > 0).length;
    console.log(`\n${passed} passed, ${failed + broken + unhandledErrors.length} failed`);
  }
}
