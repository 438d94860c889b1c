/**
 * Shows a task only if it has not ended when `due` resolves. A progress notification stays for 800 ms in the editor, and the
 * editor shows no more than three notifications in 800 ms: a task that fails at once would flash, and two of them in a row
 * would hide the message that the second one failed.
 *
 * Ends as `task` does.
 */
export async function shownIfLong<T>(task: Promise<T>, due: Promise<unknown>, show: () => PromiseLike<T>): Promise<T> {
  const ended = task.then(
    () => true,
    () => true,
  );
  return (await Promise.race([ended, due.then(() => false)])) ? task : show();
}
