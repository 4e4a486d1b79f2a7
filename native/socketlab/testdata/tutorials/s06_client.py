import socket

# 步骤1：创建 UDP Socket
client_socket = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)

# 服务器地址和端口
server_address = ('localhost', 12345)

while True:
    # 步骤2：发送数据给服务器
    message = input("请输入要发送的消息 (输入 'exit' 退出): ")
    
    if message == 'exit':
        break
    
    client_socket.sendto(message.encode('utf-8'), server_address)
    
    # 步骤3：接收来自服务器的响应数据
    data, server_address = client_socket.recvfrom(1024)
    
    # 步骤4：处理服务器的响应数据
    data = data.decode('utf-8')
    print(f"接收到服务器的响应: {data}")

# 步骤5：关闭 Socket
client_socket.close()
