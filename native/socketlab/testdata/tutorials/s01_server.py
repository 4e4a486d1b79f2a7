# 服务器
import socket

server_socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
server_socket.bind(('localhost', 8080))
server_socket.listen(5)

print("服务器正在监听...")
client_socket, addr = server_socket.accept()
print(f"连接来自 {addr}")

data = client_socket.recv(1024)
print(f"接收到的数据: {data.decode('utf-8')}")
client_socket.send("谢谢你!".encode('utf-8'))

client_socket.close()
server_socket.close()
