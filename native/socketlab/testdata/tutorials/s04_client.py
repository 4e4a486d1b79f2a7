import socket

# 步骤1：创建 TCP Socket
client_socket = socket.socket(socket.AF_INET, socket.SOCK_STREAM)

# 步骤2：连接到服务器的 IP 地址和端口
server_address = ('localhost', 12345)
client_socket.connect(server_address)

while True:
    # 步骤3：发送数据给服务器
    message = input("请输入要发送的消息 (输入 'exit' 退出): ")
    
    if message == 'exit':
        break
    
    client_socket.send(message.encode('utf-8'))
    
    # 步骤4：接收来自服务器的响应数据
    data = client_socket.recv(1024)
    
    # 步骤5：处理服务器的响应数据
    data = data.decode('utf-8')
    print(f"接收到服务器的响应: {data}")

# 步骤6：关闭与服务器的连接
client_socket.close()
