// Runs the examples of the documents in one process, one after another: modules that are the file of a script, and calls of the command.
import { call, captured } from '../cli/command-runner.mjs';

process.on('message', async ({ script, args }) => {
  const outcome = await (script === undefined ? call(args) : captured(() => import(script))).catch(
    (error) => ({ status: 1, stdout: '', stderr: String(error?.stack ?? error) }),
  );
  process.send(outcome);
});
