// The course: what the page knows before it has loaded any program.

// load returns { lessons, scenarios }, as package play has them; it throws what there
// is to say where that fails.
export async function load() {
  const answer = await fetch(new URL("../course.json", import.meta.url));
  if (!answer.ok) throw new Error(`course.json: ${answer.status} ${answer.statusText}`);
  return answer.json();
}
