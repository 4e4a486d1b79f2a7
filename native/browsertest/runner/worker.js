// Runs test.wasm as Node.js would: with arguments, environment, output and an
// exit status.
onmessage = async ({data: {scripts, args, env}}) => {
	importScripts(...scripts);
	importScripts("bare.js");
	console.log = console.warn = console.error = (...words) => postMessage(words.join(" "));
	const go = new Go();
	go.argv = ["test.wasm", ...args];
	go.env = env;
	go.exit = (code) => postMessage("exit status " + code);
	const {instance} = await WebAssembly.instantiateStreaming(fetch("/test.wasm"), go.importObject);
	await go.run(instance);
};
