import { isClutter } from './batches';

/** Every file below what was dropped, folders walked through. */
export async function droppedFiles(data: DataTransfer): Promise<File[]> {
  const entries = [...data.items].map((item) => item.webkitGetAsEntry()).filter((entry) => entry !== null);
  if (entries.length === 0) return [...data.files].filter((file) => !isClutter(file.name));
  const found = await Promise.all(entries.map(filesBelow));
  return found.flat();
}

async function filesBelow(entry: FileSystemEntry): Promise<File[]> {
  if (isClutter(entry.name)) return [];
  if (entry.isFile) return [await asFile(entry as FileSystemFileEntry)];
  const reader = (entry as FileSystemDirectoryEntry).createReader();
  const children: FileSystemEntry[] = [];
  // The reader gives at most 100 at a time, and nothing when it is through.
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((done, fail) => reader.readEntries(done, fail));
    if (some.length === 0) break;
    children.push(...some);
  }
  const found = await Promise.all(children.map(filesBelow));
  return found.flat();
}

const asFile = (entry: FileSystemFileEntry) => new Promise<File>((done, fail) => entry.file(done, fail));
