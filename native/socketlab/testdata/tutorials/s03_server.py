import socket

# 步骤1：创建 TCP Socket
server_socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)

# 步骤2：绑定 Socket 到一个特定的 IP 地址和端口
server_address = ('localhost', 12345)
server_socket.bind(server_address)

# 步骤3：监听传入的连接请求
server_socket.listen(5)

print("TCP 服务器启动，等待连接...")

while True:
    # 步骤4：接受客户端的连接请求
    client_socket, client_address = server_socket.accept()
    print(f"接受来自 {client_address} 的连接")

    # 步骤5：与客户端建立通信
    while True:
        data = client_socket.recv(1024)
        if not data:
            break

        # 步骤6：接收和发送数据
        data = data.decode('utf-8')
        print(f"接收到来自客户端的数据: {data}")
        response = f"你好，客户端！你发送了：{data}"  # the tutorial is cut off in this line
        client_socket.send(response.encode('utf-8'))

    client_socket.close()
