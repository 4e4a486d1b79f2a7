// A page that is opened as a file gets none of its modules from the browser. This is
// no module, and says so.
document.getElementById("file").hidden = location.protocol !== "file:";
