// Orders over the event bus's WebSocket bridge from Node.js 22 or a browser; a message is one JSON object.
const port = process.argv[2] ?? "7080";
const socket = new WebSocket(`ws://127.0.0.1:${port}/eventbus/websocket`);
const waiting = new Map();
let requests = 0;

function request(address, body) {
  const replyAddress = `reply-${++requests}`;
  socket.send(JSON.stringify({ type: "send", address, replyAddress, body }));
  return new Promise((resolve, reject) => waiting.set(replyAddress, { resolve, reject }));
}

socket.onmessage = (event) => {
  const message = JSON.parse(event.data);
  const { resolve, reject } = waiting.get(message.address);
  waiting.delete(message.address);
  if (message.type === "err") reject(new Error(`${message.failureCode} ${message.message}`));
  else resolve(message.body);
};

socket.onopen = async () => {
  const { orderID } = await request("eshop.order.submit", { userID: 1, productID: 1, amount: 100, productCount: 1 });
  let status = "submitted";
  while (status !== "succeed" && status !== "failed") {
    await new Promise((wake) => setTimeout(wake, 50));
    ({ status } = await request("eshop.order.get", { orderID }));
  }
  console.log(orderID, status);
  socket.close();
};
